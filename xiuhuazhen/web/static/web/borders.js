/* Moving borders on a map. Corners that several parts share are one corner: they move together, so no gap opens. What is
   changed stands in the form as GeoJSON; the server checks it and alone decides.
   With keys alone the map is moved below a cross in its middle, which stands for the tip of the mouse. */
(function () {
  "use strict";

  const STEP = 0.00002; // degrees that an arrow key moves a corner: about 2 m
  const FAR = 10; // times as far with the shift key
  const PAN = 16; // pixels that an arrow key moves the map below the cross; less than NEAR reaches to both sides
  const NEAR = 12; // pixels within which a new corner takes the place of one that is there
  const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const round = (number) => Math.round(number * 1e7) / 1e7;
  const same = (one, other) => one[0] === other[0] && one[1] === other[1];
  const ringsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flat();

  async function outlines(url) {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function drafted(text) {
    try {
      return JSON.parse(text).features || [];
    } catch (unreadable) {
      return [];
    }
  }

  class Editor {
    constructor(box, found) {
      this.box = box;
      this.field = box.closest("form").querySelector("[name=geojson]");
      this.crs = box.closest("form").querySelector("[name=crs]");
      this.said = box.querySelector("[data-borders-said]");
      this.heard = box.querySelector("[data-borders-heard]");
      this.whole = found.features.find((feature) => feature.properties.whole);
      this.parts = new Map(found.features.filter((feature) => !feature.properties.whole).map((feature) => [feature.properties.code, feature]));
      this.missing = new Map(found.missing.map((each) => [each.code, each.name]));
      this.changed = new Set();
      this.chosen = "";
      this.drawing = false;
      this.sketch = [];
      this.left = new Map(); // outlines that were left with Esc, by code: choosing the part again goes on with them
      this.layers = [];
      this.handles = [];
      this.takeDraft();
      this.open();
    }

    takeDraft() {
      if (this.crs && this.crs.value !== "wgs84") return; // pasted in another system: only the server turns it
      drafted(this.field.value).forEach((feature) => {
        const code = feature.properties && String(feature.properties.code);
        if (!feature.geometry || !(this.parts.has(code) || this.missing.has(code))) return;
        const name = this.parts.has(code) ? this.parts.get(code).properties.name : this.missing.get(code);
        this.parts.set(code, { type: "Feature", properties: { code: code, name: name }, geometry: feature.geometry });
        this.changed.add(code);
      });
    }

    open() {
      const canvas = this.canvas = this.box.querySelector("[data-borders-map]");
      canvas.hidden = false;
      this.map = window.xhz.ground(canvas, { doubleClickZoom: false });
      this.cross = L.DomUtil.create("div", "cross", canvas);
      this.map.on("click", (event) => this.tapped(event.latlng));
      this.faults();
      this.draw();
      const around = L.geoJSON(this.whole ? [this.whole] : Array.from(this.parts.values())).getBounds();
      if (around.isValid()) this.map.fitBounds(around, { padding: [16, 16], animate: false });
      this.box.querySelectorAll("[data-borders-part]").forEach((button) => {
        button.hidden = false;
        button.addEventListener("click", (event) => {
          this.choose(button.dataset.bordersPart);
          if (!event.detail) canvas.focus(); // pressed with a key, which goes on at the map
        });
      });
      this.tool("undo", () => this.back());
      this.tool("close", () => this.close());
      this.box.addEventListener("keydown", (event) => this.steered(event));
      canvas.addEventListener("focus", () => this.steer(canvas.matches(":focus-visible")));
      canvas.addEventListener("blur", () => this.steer(false));
      canvas.addEventListener("pointerdown", () => this.steer(false));
      this.say();
    }

    tool(name, action) {
      this.box.querySelector("[data-borders-" + name + "]").addEventListener("click", action);
    }

    faults() {
      document.querySelectorAll("[data-fault]").forEach((item, index) => {
        const place = item.dataset.fault.split(",").map(Number);
        if (place.length !== 2 || place.some(Number.isNaN)) return;
        const icon = L.divIcon({ className: "border-fault", iconSize: [24, 24], html: String(index + 1) });
        L.marker([place[1], place[0]], { icon: icon, title: item.textContent, alt: item.textContent, zIndexOffset: 1000 }).addTo(this.map);
      });
    }

    choose(code) {
      this.chosen = this.chosen === code ? "" : code;
      this.drawing = Boolean(this.chosen) && !this.parts.has(this.chosen);
      this.sketch = (this.drawing && this.left.get(this.chosen)) || [];
      this.tell("");
      if (this.sketch.length) return this.outlined();
      this.draw();
      this.say();
    }

    tell(words) {
      this.heard.textContent = words;
    }

    cornersTold() {
      return this.box.dataset.set.replace("{count}", this.sketch.length);
    }

    say() {
      const words = this.box.dataset;
      const names = Array.from(this.changed, (code) => this.parts.get(code).properties.name);
      const asked = this.drawing ? words.draw : words.pick;
      this.box.querySelector("[data-borders-tools]").hidden = !this.sketch.length;
      this.box.querySelector("[data-borders-close]").disabled = this.sketch.length < 3;
      this.said.textContent = names.length ? words.changed + names.join("、") + "。" + asked : asked;
    }

    /* Every place in every part at which this corner stands. */
    standing(corner) {
      const found = [];
      this.parts.forEach((feature, code) => ringsOf(feature.geometry).forEach((ring) => ring.forEach((point, index) => {
        if (same(point, corner)) found.push({ code: code, ring: ring, index: index });
      })));
      return found;
    }

    move(corner, to) {
      this.standing(corner).forEach((each) => {
        each.ring[each.index] = to;
        this.changed.add(each.code);
      });
      this.kept();
    }

    remove(corner) {
      const rings = new Set(this.standing(corner).map((each) => each.ring));
      if (Array.from(rings).some((ring) => ring.length < 5)) return; // a ring keeps three corners
      this.parts.forEach((feature, code) => ringsOf(feature.geometry).filter((ring) => rings.has(ring)).forEach((ring) => {
        const rest = ring.slice(0, -1).filter((point) => !same(point, corner));
        ring.splice(0, ring.length, ...rest, rest[0]);
        this.changed.add(code);
      }));
      this.kept();
    }

    insert(before, after, corner) {
      this.parts.forEach((feature, code) => ringsOf(feature.geometry).forEach((ring) => {
        for (let index = ring.length - 2; index >= 0; index -= 1) {
          const edge = [ring[index], ring[index + 1]];
          if ((same(edge[0], before) && same(edge[1], after)) || (same(edge[0], after) && same(edge[1], before))) {
            ring.splice(index + 1, 0, corner);
            this.changed.add(code);
          }
        }
      }));
      this.kept();
    }

    /* While an outline is drawn every tap sets a corner, also over parts that are there: a joint area lies over them. */
    tapped(latlng) {
      if (!this.drawing) return;
      const corner = this.snapped(latlng);
      if (this.sketch.length && same(corner, this.sketch[0])) return this.close();
      if (!this.sketch.some((point) => same(point, corner))) this.sketch.push(corner);
      this.outlined();
      this.tell(this.cornersTold());
    }

    /* The corner nearest to the tap, so that two outlines share it; where there is none, the place itself. */
    snapped(latlng) {
      return this.cornerAt(latlng) || [round(latlng.lng), round(latlng.lat)];
    }

    cornerAt(latlng) {
      const tap = this.map.latLngToContainerPoint(latlng);
      const distance = (point) => this.map.latLngToContainerPoint([point[1], point[0]]).distanceTo(tap);
      const others = Array.from(this.parts.values()).filter((feature) => feature.properties.code !== this.chosen);
      const corners = [...others, ...(this.whole ? [this.whole] : [])].flatMap((feature) => ringsOf(feature.geometry).flat());
      const nearest = [...this.sketch.slice(0, 1), ...corners].reduce((best, point) => (distance(point) < distance(best) ? point : best), [Infinity, Infinity]);
      return distance(nearest) <= NEAR ? [nearest[0], nearest[1]] : null;
    }

    back() {
      this.sketch.pop();
      this.outlined();
      this.tell(this.cornersTold());
    }

    close() {
      if (this.sketch.length < 3) return this.tell(this.box.dataset.few);
      this.drawing = false;
      this.sketch = [];
      this.left.delete(this.chosen);
      this.kept();
      this.tell(this.box.dataset.closed);
    }

    /* End without an outline; what was drawn so far comes back when the part is chosen again. */
    leave() {
      const laid = this.sketch;
      this.sketch = [];
      this.outlined();
      this.left.set(this.chosen, laid);
      this.choose(this.chosen);
      this.tell(this.box.dataset.left);
    }

    steer(shown) {
      this.steering = shown;
      this.cross.classList.toggle("cross-shown", shown);
      if (shown) this.sight();
    }

    /* Whether the cross stands on a corner that is there, for the eye and for the ear. */
    sight() {
      const onCorner = Boolean(this.cornerAt(this.map.getCenter()));
      if (onCorner !== this.cross.classList.contains("cross-on")) this.tell(onCorner ? this.box.dataset.on : "");
      this.cross.classList.toggle("cross-on", onCorner);
    }

    steered(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || !this.answers(event)) return;
      event.preventDefault();
      event.stopPropagation(); // the map's own keys move it further than a corner is wide
    }

    answers(event) {
      const onMap = event.target === this.canvas;
      if (onMap && WAYS[event.key]) return this.pan(WAYS[event.key], event.shiftKey ? FAR : 1);
      if (this.drawing && event.key === "Escape") return this.leave(), true;
      if (this.drawing && event.key === "Backspace") return this.back(), true;
      if (!onMap || (event.key !== "Enter" && event.key !== " ")) return false;
      if (!this.steering && this.sketch.length) this.close(); // drawn with the mouse
      else if (this.drawing) this.tapped(this.map.getCenter());
      else this.grasp();
      return true;
    }

    pan(way, times) {
      this.map.panBy([way[0] * PAN * times, way[1] * PAN * times], { animate: false });
      this.steer(true);
      return true;
    }

    /* From the map to the corner nearest to the cross, which the arrow keys move then. */
    grasp() {
      const away = (handle) => this.map.latLngToContainerPoint(handle.getLatLng()).distanceTo(this.map.latLngToContainerPoint(this.map.getCenter()));
      const nearest = this.handles.reduce((best, handle) => (!best || away(handle) < away(best) ? handle : best), null);
      if (nearest) nearest.getElement().focus();
      else this.tell(this.box.dataset.none);
    }

    /* From three corners on the outline stands in the form, and it changes with every further corner. */
    outlined() {
      if (this.sketch.length >= 3) {
        const properties = { code: this.chosen, name: this.missing.get(this.chosen) };
        const geometry = { type: "Polygon", coordinates: [[...this.sketch, this.sketch[0]]] };
        this.parts.set(this.chosen, { type: "Feature", properties: properties, geometry: geometry });
        this.changed.add(this.chosen);
      } else {
        this.parts.delete(this.chosen);
        this.changed.delete(this.chosen);
      }
      this.kept();
    }

    kept() {
      const features = Array.from(this.changed, (code) => {
        const feature = this.parts.get(code);
        return { type: "Feature", properties: { code: code }, geometry: feature.geometry };
      });
      this.field.value = features.length ? JSON.stringify({ type: "FeatureCollection", features: features }) : "";
      if (features.length && this.crs) this.crs.value = "wgs84";
      this.draw();
      this.say();
    }

    add(layer) {
      this.layers.push(layer.addTo(this.map));
      return layer;
    }

    draw() {
      this.layers.forEach((layer) => layer.remove());
      this.layers = [];
      this.handles = [];
      if (this.whole) this.add(L.geoJSON(this.whole, { interactive: false, style: { color: "#5F646B", weight: 3, fillColor: "#FFF4DB", fillOpacity: 0.9 } }));
      this.parts.forEach((feature, code) => {
        const picked = code === this.chosen;
        const style = { color: picked || this.changed.has(code) ? "#3C5A73" : "#7A7468", weight: picked ? 3 : 1.5, fillColor: picked ? "#EDF1F4" : "#FFFFFF", fillOpacity: window.xhz.hasTiles() ? 0.4 : 0.85 };
        const layer = this.add(L.geoJSON(feature, { style: style, interactive: !this.drawing }));
        const holed = feature.geometry.type === "Polygon" && feature.geometry.coordinates.length > 1; // what lies in it has a name in the middle
        layer.bindTooltip(feature.properties.name, { permanent: true, direction: "center", offset: [0, holed ? 20 : 0], className: "area-name" });
        layer.on("click", (event) => { L.DomEvent.stop(event); this.choose(code); });
      });
      const latlngs = this.sketch.map((point) => [point[1], point[0]]);
      if (latlngs.length) this.add(L.polyline(latlngs, { color: "#3C5A73", weight: 3, interactive: false }));
      latlngs.forEach((point) => this.add(L.circleMarker(point, { radius: 5, color: "#3C5A73", fillColor: "#FFFFFF", fillOpacity: 1, interactive: false })));
      if (!this.drawing && this.parts.has(this.chosen)) this.corners(this.parts.get(this.chosen));
    }

    corners(feature) {
      ringsOf(feature.geometry).forEach((ring) => ring.slice(0, -1).forEach((corner, index) => {
        this.corner(corner);
        this.between(corner, ring[index + 1]);
      }));
    }

    corner(corner) {
      const shared = new Set(this.standing(corner).map((each) => each.code)).size > 1;
      const icon = L.divIcon({ className: "corner" + (shared ? " corner-shared" : ""), iconSize: [16, 16] });
      const marker = this.add(L.marker([corner[1], corner[0]], { icon: icon, draggable: true, title: this.box.dataset.corner, alt: this.box.dataset.corner }));
      marker.on("dragend", () => this.move(corner, [round(marker.getLatLng().lng), round(marker.getLatLng().lat)]));
      marker.on("dblclick", (event) => { L.DomEvent.stop(event); this.remove(corner); });
      this.handle(marker, (event) => this.pressed(event, corner));
    }

    /* What the keys reach on the map, and how it answers them; Esc goes back to the map. */
    handle(marker, pressed) {
      this.handles.push(marker);
      marker.getElement().addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.canvas.focus();
        else if (!pressed(event)) return;
        event.preventDefault();
        event.stopPropagation();
      });
    }

    pressed(event, corner) {
      const way = WAYS[event.key];
      if (!way && event.key !== "Delete") return false;
      if (way) this.shift(corner, way, STEP * (event.shiftKey ? FAR : 1));
      else this.taken(corner);
      return true;
    }

    shift(corner, way, step) {
      const to = [round(corner[0] + way[0] * step), round(corner[1] - way[1] * step)];
      this.move(corner, to);
      this.focusOn(to);
      this.tell(this.box.dataset.moved);
    }

    taken(corner) {
      this.remove(corner);
      const gone = !this.standing(corner).length;
      if (gone) this.canvas.focus();
      this.tell(gone ? this.box.dataset.removed : this.box.dataset.few);
    }

    focusOn(corner) {
      const at = (marker) => [round(marker.getLatLng().lng), round(marker.getLatLng().lat)];
      const found = this.handles.find((marker) => same(at(marker), corner));
      if (found) found.getElement().focus();
    }

    between(before, after) {
      const middle = [round((before[0] + after[0]) / 2), round((before[1] + after[1]) / 2)];
      const icon = L.divIcon({ className: "corner-between", iconSize: [12, 12] });
      const marker = this.add(L.marker([middle[1], middle[0]], { icon: icon, title: this.box.dataset.between, alt: this.box.dataset.between }));
      marker.on("click", (event) => { L.DomEvent.stop(event); this.insert(before, after, middle); });
      this.handle(marker, (event) => {
        if (event.key !== "Enter" && event.key !== " ") return false;
        this.insert(before, after, middle);
        this.focusOn(middle);
        return true;
      });
    }
  }

  async function enhance(box) {
    try {
      new Editor(box, await outlines(box.dataset.outlines));
    } catch (problem) {
      box.querySelector("[data-borders-said]").textContent = box.dataset.failed;
    }
  }

  window.xhz.each("[data-borders]", enhance);
})();
