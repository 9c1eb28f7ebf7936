/* Where it is: the phone's own position, or a point tapped on a quiet map that loads only when asked for. */
(function () {
  "use strict";

  function load(tag, attributes) {
    return new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.onload = resolve;
      element.onerror = reject;
      document.head.insertBefore(element, document.head.querySelector("link[rel=stylesheet]")); // our own style stays the last word
    });
  }

  function enhance(box) {
    const words = box.dataset;
    const form = box.closest("form"); // may be the box itself
    const said = box.querySelector("[data-place-said]");
    const here = box.querySelector("[data-place-here]");
    const opener = box.querySelector("[data-place-map]");
    const canvas = box.querySelector("[data-place-canvas]");
    const area = form.querySelector("select[name=area]");
    let map = null;
    let pin = null;

    let nearby = [];

    /* The choices that stand for these areas: each area's own, or the one of the smallest area around it. */
    function offered(candidates) {
      const options = Array.from(area.options).filter((option) => option.value);
      const found = candidates.map((candidate) => options
        .filter((option) => candidate.code.indexOf(option.value) === 0)
        .sort((one, other) => other.value.length - one.value.length)[0]);
      return found.filter((option, index) => option && found.indexOf(option) === index);
    }

    function fill(name, value) {
      const input = form.querySelector("input[name=" + name + "]");
      if (input) input.value = value;
    }

    /* Chooses the area that the point lies in; on a border a person chooses. */
    async function locate(lng, lat, before) {
      if (!words.locate || !area) return;
      try {
        const answer = await fetch(words.locate + "?lng=" + lng + "&lat=" + lat + "&crs=wgs84", { credentials: "same-origin" });
        if (!answer.ok) return;
        const near = offered((await answer.json()).candidates);
        nearby = near.map((option) => option.value);
        if (near.length === 1) {
          area.value = near[0].value;
          said.textContent = before + " " + words.in.replace("{area}", near[0].text.trim());
        } else if (near.length > 1) {
          said.textContent = before + " " + words.border.replace("{areas}", near.map((option) => option.text.trim()).join("、"));
          area.focus();
        }
      } catch (offline) {
        said.textContent = before;
      }
    }

    function take(lng, lat, sentence) {
      fill("lng", lng.toFixed(6));
      fill("lat", lat.toFixed(6));
      fill("crs", "wgs84");
      said.textContent = sentence;
      if (map) show(lng, lat);
      if ("sends" in words) return form.submit();
      locate(lng.toFixed(6), lat.toFixed(6), sentence);
    }

    function show(lng, lat) {
      if (!pin) pin = L.circleMarker([lat, lng], { radius: 9, weight: 3, color: "#FFFFFF", fillColor: "#3C5A73", fillOpacity: 1 }).addTo(map);
      pin.setLatLng([lat, lng]);
    }

    function ask() {
      said.textContent = words.asking;
      navigator.geolocation.getCurrentPosition(
        (found) => take(found.coords.longitude, found.coords.latitude, words.found.replace("{metres}", String(Math.round(found.coords.accuracy)))),
        (problem) => { said.textContent = problem.code === problem.PERMISSION_DENIED ? words.refused : words.unknown; },
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 }
      );
    }

    async function open() {
      const closed = canvas.hidden;
      canvas.hidden = !closed;
      opener.setAttribute("aria-expanded", String(closed));
      if (!closed || map) return;
      try {
        await Promise.all([
          load("link", { rel: "stylesheet", href: opener.dataset.style }),
          load("script", { src: opener.dataset.script }),
        ]);
        const shapes = await (await fetch(opener.dataset.boundaries, { credentials: "same-origin" })).json();
        map = window.xhz.ground(canvas, {});
        const layer = L.geoJSON(shapes, {
          style: { color: "#5F646B", weight: 1.5, fillColor: "#FFFFFF", fillOpacity: window.xhz.hasTiles() ? 0.2 : 0.5 },
          pointToLayer: (feature, place) => L.circleMarker(place, { radius: 5, weight: 2, color: "#FFFFFF", fillColor: "#5F646B", fillOpacity: 1 }),
          onEachFeature: (feature, shape) => shape.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "area-name" }),
        }).addTo(map);
        map.fitBounds(layer.getBounds());
        map.on("click", (event) => take(event.latlng.lng, event.latlng.lat, words.chosen));
      } catch (offline) {
        canvas.hidden = true;
        said.textContent = words.unknown;
      }
    }

    /* Somebody who chooses another area than the one around the point means the area. */
    if (area) {
      area.addEventListener("change", () => {
        if (!area.value || nearby.indexOf(area.value) >= 0) return;
        ["lng", "lat", "crs"].forEach((name) => fill(name, ""));
        nearby = [];
        said.textContent = "";
      });
    }

    const before = form.querySelector("input[name=lng]");
    if (before && before.value) said.textContent = words.kept;

    here.hidden = false;
    here.addEventListener("click", window.xhz.positionGiven ? ask : () => { said.textContent = words.insecure; });
    if (opener) {
      opener.hidden = false;
      opener.addEventListener("click", open);
    }
  }

  window.xhz.each("[data-place]", enhance);
})();
