/* Moving borders on a map. Corners that several parts share are one corner: they move together, so no gap opens. What is
   changed stands in the form as GeoJSON; the server checks it and alone decides. */
(function () {
  "use strict";

  const STEP = 0.00002; // degrees that an arrow key moves a corner: about 2 m
  const NEAR = 12; // pixels within which a new corner takes the place of one that is there
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
      this.whole = found.features.find((feature) => feature.properties.whole);
      this.parts = new Map(found.features.filter((feature) => !feature.properties.whole).map((feature) => [feature.properties.code, feature]));
      this.missing = new Map(found.missing.map((each) => [each.code, each.name]));
      this.changed = new Set();
      this.chosen = "";
      this.drawing = false;
      this.sketch = [];
      this.layers = [];
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
      const canvas = this.box.querySelector("[data-borders-map]");
      canvas.hidden = false;
      this.map = window.xhz.ground(canvas, { doubleClickZoom: false });
      this.map.on("click", (event) => this.tapped(event.latlng));
      this.faults();
      this.draw();
      const around = L.geoJSON(this.whole ? [this.whole] : Array.from(this.parts.values())).getBounds();
      if (around.isValid()) this.map.fitBounds(around, { padding: [16, 16], animate: false });
      this.box.querySelectorAll("[data-borders-part]").forEach((button) => {
        button.hidden = false;
        button.addEventListener("click", () => this.choose(button.dataset.bordersPart));
      });
      this.tool("undo", () => this.back());
      this.tool("close", () => this.close());
      this.box.addEventListener("keydown", (event) => this.steered(event));
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
      this.sketch = [];
      this.draw();
      this.say();
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
    }

    /* The corner nearest to the tap, so that two outlines share it; where there is none, the place itself. */
    snapped(latlng) {
      const tap = this.map.latLngToContainerPoint(latlng);
      const distance = (point) => this.map.latLngToContainerPoint([point[1], point[0]]).distanceTo(tap);
      const others = Array.from(this.parts.values()).filter((feature) => feature.properties.code !== this.chosen);
      const corners = [...others, ...(this.whole ? [this.whole] : [])].flatMap((feature) => ringsOf(feature.geometry).flat());
      const nearest = [...this.sketch.slice(0, 1), ...corners].reduce((best, point) => (distance(point) < distance(best) ? point : best), [Infinity, Infinity]);
      return distance(nearest) <= NEAR ? [nearest[0], nearest[1]] : [round(latlng.lng), round(latlng.lat)];
    }

    back() {
      this.sketch.pop();
      this.outlined();
    }

    close() {
      if (this.sketch.length < 3) return;
      this.drawing = false;
      this.sketch = [];
      this.kept();
    }

    steered(event) {
      if (!this.drawing || !this.sketch.length) return;
      if (event.key === "Escape" || event.key === "Backspace") this.back();
      else if (event.key === "Enter" && !event.target.closest("button, a")) this.close();
      else return;
      event.preventDefault();
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
      if (this.whole) this.add(L.geoJSON(this.whole, { interactive: false, style: { color: "#5F646B", weight: 3, fillColor: "#FFF4DB", fillOpacity: 0.9 } }));
      this.parts.forEach((feature, code) => {
        const picked = code === this.chosen;
        const style = { color: picked || this.changed.has(code) ? "#3C5A73" : "#7A7468", weight: picked ? 3 : 1.5, fillColor: picked ? "#EDF1F4" : "#FFFFFF", fillOpacity: window.xhz.hasTiles() ? 0.4 : 0.85 };
        const layer = this.add(L.geoJSON(feature, { style: style, interactive: !this.drawing }));
        layer.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "area-name" });
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
      marker.getElement().addEventListener("keydown", (event) => this.pressed(event, corner));
    }

    pressed(event, corner) {
      const ways = { ArrowUp: [0, STEP], ArrowDown: [0, -STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };
      const way = ways[event.key];
      if (!way && event.key !== "Delete") return;
      event.preventDefault();
      event.stopPropagation();
      if (!way) return this.remove(corner);
      const to = [round(corner[0] + way[0]), round(corner[1] + way[1])];
      this.move(corner, to);
      const again = this.layers.find((layer) => layer.getLatLng && layer.getElement && same([round(layer.getLatLng().lng), round(layer.getLatLng().lat)], to));
      if (again) again.getElement().focus();
    }

    between(before, after) {
      const middle = [round((before[0] + after[0]) / 2), round((before[1] + after[1]) / 2)];
      const icon = L.divIcon({ className: "corner-between", iconSize: [12, 12] });
      const marker = this.add(L.marker([middle[1], middle[0]], { icon: icon, title: this.box.dataset.between, alt: this.box.dataset.between }));
      marker.on("click", (event) => { L.DomEvent.stop(event); this.insert(before, after, middle); });
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
