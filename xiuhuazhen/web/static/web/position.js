/* Where it is: the phone's own position, or a point tapped on a quiet map that loads only when asked for. */
(function () {
  "use strict";

  const secure = window.isSecureContext !== false;

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
    const form = box.closest("form");
    const said = box.querySelector("[data-place-said]");
    const here = box.querySelector("[data-place-here]");
    const opener = box.querySelector("[data-place-map]");
    const canvas = box.querySelector("[data-place-canvas]");
    const area = form.querySelector("select[name=area]");
    let map = null;
    let pin = null;

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
        const items = (await answer.json()).items.filter((item) => Array.from(area.options).some((option) => option.value === item.code));
        if (items.length === 1) {
          area.value = items[0].code;
          said.textContent = before + " " + words.in.replace("{area}", items[0].name);
        } else if (items.length > 1) {
          said.textContent = before + " " + words.border.replace("{areas}", items.map((item) => item.name).join("、"));
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
        map = L.map(canvas, { attributionControl: false, zoomControl: false });
        L.control.zoom({ zoomInTitle: canvas.dataset.zoomIn, zoomOutTitle: canvas.dataset.zoomOut }).addTo(map);
        const layer = L.geoJSON(shapes, {
          style: { color: "#5F646B", weight: 1.5, fillColor: "#FFFFFF", fillOpacity: 0.6 },
          onEachFeature: (feature, shape) => shape.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "area-name" }),
        }).addTo(map);
        map.fitBounds(layer.getBounds());
        map.on("click", (event) => take(event.latlng.lng, event.latlng.lat, words.chosen));
      } catch (offline) {
        canvas.hidden = true;
        said.textContent = words.unknown;
      }
    }

    if (secure && navigator.geolocation) {
      here.hidden = false;
      here.addEventListener("click", ask);
    }
    if (opener) {
      opener.hidden = false;
      opener.addEventListener("click", open);
    }
  }

  window.xhz.each("[data-place]", enhance);
})();
