/* Boundaries and open matters. What would lie on one another comes counted from the server, anew for each part of the map
   that is looked at; the list beside has the same matters. */
(function () {
  "use strict";

  const SHAPES = { closed: "✓" };
  const SAME_SPOT = 0.0002; // degrees: what lies nearer together does not come apart by looking closer

  const NAME_CLEAR = 14; // pixels from an edge to the middle of a name beside it
  const STEPS = [0, 0.7, -0.7, 1.3, -1.3, 1.9, -1.9]; // its own heights by which a name or a sign may be moved
  const overlap = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  const POPUP = { maxWidth: 236, maxHeight: 260, autoPanPaddingTopLeft: [56, 12], autoPanPaddingBottomRight: [12, 12] }; // beside the buttons, on a narrow phone too

  async function json(url, signal) {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" }, signal: signal });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function line(tag, words) {
    const element = document.createElement(tag);
    element.textContent = words;
    return element;
  }

  function about(item) {
    const box = document.createElement("div");
    const link = line("a", item.title);
    link.href = item.url;
    const state = line("p", [item.due_words, item.state_label].filter(Boolean).join(" · "));
    [link, state, line("p", item.number)].forEach((part) => box.appendChild(part));
    return box;
  }

  function pin(item) {
    const kind = item.late ? "late" : item.state_shape;
    const icon = L.divIcon({ className: "pin pin-" + kind, iconSize: [26, 26], html: item.late ? "!" : SHAPES[kind] || "" });
    return L.marker([item.lat, item.lng], { icon: icon, title: item.title, alt: item.title, zIndexOffset: item.late ? 500 : 0 }).bindPopup(() => about(item), POPUP);
  }

  /* To a finger, a mouse and the keyboard. */
  function answers(sign, how) {
    return sign.on("click", how).on("keypress", (pressed) => { if (pressed.originalEvent.key === "Enter") how(); });
  }

  class Sight {
    constructor(box) {
      this.words = box.dataset;
      this.said = document.querySelector("[data-map-said]");
      this.map = window.xhz.ground(box, { preferCanvas: true });
      this.map.createPane("names").style.zIndex = 450; // below the signs
      this.shapes = L.layerGroup().addTo(this.map);
      this.signs = L.layerGroup().addTo(this.map);
      this.asked = null;
      this.opened = false; // a popup that stands keeps its sign
      this.told = 0; // how often something was said of one's own position
      this.map.on("moveend", () => this.look());
      this.here();
      this.begin();
    }

    async begin() {
      const extent = this.words.extent.split(",").map(Number);
      if (extent.length === 4) return this.fit(extent, 12);
      this.said.textContent = this.words.bare;
      try {
        const found = await json(this.address(this.words.points, { zoom: "10" }));
        const spots = found.items.concat(found.clusters).map((each) => [each.lat, each.lng]);
        if (spots.length) this.map.fitBounds(spots, { padding: [24, 24], maxZoom: 16, animate: false });
        this.look();
      } catch (problem) {
        this.said.textContent = this.words.failed;
      }
    }

    fit(box, padding) {
      this.map.fitBounds([[box[1], box[0]], [box[3], box[2]]], { padding: [padding, padding], animate: false });
    }

    address(url, more) {
      const asked = new URLSearchParams(this.words.query);
      Object.keys(more).forEach((name) => asked.set(name, more[name]));
      return url + "?" + asked;
    }

    inSight() {
      const seen = this.map.getBounds().pad(0.15);
      const held = (number, most) => Math.max(-most, Math.min(most, number)).toFixed(6);
      const edges = [held(seen.getWest(), 180), held(seen.getSouth(), 85), held(seen.getEast(), 180), held(seen.getNorth(), 85)];
      return { bbox: edges.join(","), zoom: String(Math.floor(this.map.getZoom())) };
    }

    /* Everything that can be seen now. Whoever moves on meanwhile gets what they look at then. */
    async look() {
      if (this.asked) this.asked.abort();
      const asked = new AbortController(), told = this.told;
      this.asked = asked;
      try {
        const sight = this.inSight();
        const both = await Promise.all([
          json(this.address(this.words.boundaries, sight), asked.signal),
          json(this.address(this.words.points, sight), asked.signal),
        ]);
        if (asked.signal.aborted) return;
        this.drawShapes(both[0]);
        this.drawSigns(both[1]);
        this.moveAside();
        if (told !== this.told) return; // what was said meanwhile of one's own position stays to be read
        this.said.textContent = both[1].more ? this.words.more : this.words.extent ? "" : this.words.bare;
      } catch (problem) {
        if (problem.name !== "AbortError") this.said.textContent = this.words.failed;
      }
    }

    drawShapes(found) {
      this.shapes.clearLayers();
      const style = (feature) => (feature.properties.whole
        ? { color: "#7A7468", weight: 3, fill: false }
        : { color: "#7A7468", weight: 1.25, fillColor: "#FFFFFF", fillOpacity: window.xhz.hasTiles() ? 0.2 : 0.6 });
      const drawn = [];
      L.geoJSON(found, { interactive: false, style: style, onEachFeature: (feature, shape) => drawn.push([feature.properties, shape]) }).addTo(this.shapes);
      this.name(drawn);
    }

    /* Named is what is drawn wide enough for its name: the parts, and the whole where none of its parts can be named. */
    name(drawn) {
      const named = drawn.filter((each) => !each[0].whole && this.hasRoom(each));
      const inside = (whole) => named.some((each) => each[0].code.indexOf(whole[0].code) === 0);
      drawn.filter((each) => each[0].whole && this.hasRoom(each)).reverse().forEach((whole) => { if (!inside(whole)) named.push(whole); });
      named.forEach((each) => each[1].bindTooltip(each[0].name, { permanent: true, direction: "center", offset: [0, this.below(each[1])], className: "area-name", pane: "names" }));
    }

    /* How far below its middle the name of a place stands out of what is cut out there and has a name itself. */
    below(shape) {
      const geometry = shape.feature.geometry, middle = shape.getCenter();
      const holes = (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flatMap((rings) => rings.slice(1));
      const around = holes.map((ring) => L.latLngBounds(ring.map((point) => [point[1], point[0]]))).filter((bounds) => bounds.contains(middle));
      const height = (spot) => this.map.latLngToContainerPoint(spot).y;
      return Math.max(0, ...around.map((bounds) => height(bounds.getSouthWest()) - height(middle) + NAME_CLEAR));
    }

    hasRoom(each) {
      const bounds = each[1].getBounds();
      const wide = this.map.latLngToContainerPoint(bounds.getNorthEast()).x - this.map.latLngToContainerPoint(bounds.getSouthWest()).x;
      return wide > each[0].name.length * 14;
    }

    /* What stands for an area moves up or down from under other signs, and so does a name, which is left out where
       there is no room. */
    moveAside() {
      const rects = (selector) => Array.from(this.map.getContainer().querySelectorAll(selector), (sign) => sign.getBoundingClientRect());
      const taken = rects(".leaflet-marker-icon:not(.pin-area)");
      this.map.getPane("markerPane").querySelectorAll(".pin-area").forEach((sign) => this.step(sign, taken));
      this.map.getPane("names").querySelectorAll(".area-name").forEach((name) => {
        name.style.visibility = this.step(name, taken) ? "" : "hidden";
      });
    }

    /* To the nearest height at which it covers nothing that is taken, if there is one. */
    step(element, taken) {
      element.dataset.rests = element.dataset.rests || element.style.marginTop || "0px";
      element.style.marginTop = element.dataset.rests;
      const box = element.getBoundingClientRect();
      const at = (steps) => ({ left: box.left, right: box.right, top: box.top + steps * box.height, bottom: box.bottom + steps * box.height });
      const free = STEPS.find((steps) => !taken.some((other) => overlap(at(steps), other)));
      taken.push(at(free || 0));
      if (free) element.style.marginTop = parseFloat(element.dataset.rests) + free * box.height + "px";
      return free !== undefined;
    }

    drawSigns(found) {
      if (this.opened) return;
      this.signs.clearLayers();
      found.items.forEach((item) => this.stand(pin(item)));
      found.areas.forEach((area) => this.stand(this.area(area)));
      found.clusters.forEach((group) => this.stand(this.group(group)));
    }

    stand(sign) {
      sign.on("popupopen", () => { this.opened = true; });
      sign.on("popupclose", () => {
        this.opened = false;
        this.look(); // what was moved or zoomed meanwhile
      });
      sign.addTo(this.signs);
    }

    group(group) {
      const words = (group.late ? this.words.groupLate : this.words.group).replace("{count}", group.count).replace("{late}", group.late);
      const size = group.count < 10 ? 32 : group.count < 100 ? 38 : 46;
      const icon = L.divIcon({ className: "pin pin-group" + (group.late ? " pin-group-late" : ""), iconSize: [size, size], html: String(group.count) });
      const sign = L.marker([group.lat, group.lng], { icon: icon, title: words, alt: words, zIndexOffset: 300 });
      const together = group.box[2] - group.box[0] < SAME_SPOT && group.box[3] - group.box[1] < SAME_SPOT;
      return answers(sign, () => (together ? this.list(sign, { bbox: group.box.join(",") }) : this.fit(group.box, 60)));
    }

    /* What is known to lie in an area, but not where in it. */
    area(area) {
      const late = area.late ? this.words.areaLate : this.words.area;
      const words = late.replace("{place}", area.name).replace("{count}", area.count).replace("{late}", area.late);
      const icon = L.divIcon({ className: "pin pin-area" + (area.late ? " pin-group-late" : ""), iconSize: [30, 26], html: String(area.count) });
      const sign = L.marker([area.lat, area.lng], { icon: icon, title: words, alt: words, zIndexOffset: 200 });
      const sight = this.inSight();
      return answers(sign, () => this.list(sign, Object.assign({ around: area.code }, sight), words));
    }

    /* Those behind one sign, by name. */
    async list(sign, asked, heading) {
      try {
        const found = await json(this.address(this.words.named, asked));
        const box = line("div", "");
        if (heading) box.appendChild(line("p", heading));
        box.className = "pin-list";
        found.items.forEach((item) => box.appendChild(about(item)));
        if (found.more) box.appendChild(line("p", this.words.eachMore));
        sign.unbindPopup().bindPopup(box, POPUP).openPopup();
      } catch (problem) {
        this.said.textContent = this.words.failed;
      }
    }

    /* Where one stands oneself. It stays in the browser. */
    here() {
      const button = document.querySelector("[data-map-here]");
      button.hidden = false;
      button.addEventListener("click", () => {
        if (!window.xhz.positionGiven) return this.tell(this.words.insecure);
        this.tell(this.words.asking);
        navigator.geolocation.getCurrentPosition(
          (found) => this.standHere([found.coords.latitude, found.coords.longitude]),
          (problem) => this.tell(problem.code === problem.PERMISSION_DENIED ? this.words.refused : this.words.unknown),
          { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 }
        );
      });
    }

    tell(words) {
      this.told += 1;
      this.said.textContent = words;
    }

    standHere(spot) {
      this.tell("");
      if (this.mine) this.mine.remove();
      this.mine = L.circleMarker(spot, { radius: 8, weight: 3, color: "#FFFFFF", fillColor: "#3C5A73", fillOpacity: 1, interactive: false }).addTo(this.map);
      this.map.setView(spot, 17, { animate: false });
    }
  }

  window.xhz.each("[data-map]", (box) => new Sight(box));
})();
