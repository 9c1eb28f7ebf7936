/* Boundaries and open matters on a quiet ground, without tiles. The list beside it has the same matters. */
(function () {
  "use strict";

  const SHAPES = { closed: "✓" };

  const json = async (url) => {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  function popup(item) {
    const box = document.createElement("div");
    const link = document.createElement("a");
    const line = document.createElement("p");
    link.href = item.url;
    link.textContent = item.title;
    const number = document.createElement("p");
    line.textContent = [item.due_words, item.state_label].filter(Boolean).join(" · ");
    number.textContent = item.number;
    [link, line, number].forEach((part) => box.appendChild(part));
    return box;
  }

  function pin(item) {
    const kind = item.late ? "late" : item.state_shape;
    const icon = L.divIcon({ className: "pin pin-" + kind, iconSize: [26, 26], html: item.late ? "!" : SHAPES[kind] || "" });
    return L.marker([item.lat, item.lng], { icon: icon, title: item.title, alt: item.title, zIndexOffset: item.late ? 500 : 0 }).bindPopup(() => popup(item));
  }

  function dot(item) {
    return L.circleMarker([item.lat, item.lng], { radius: 6, weight: 2, color: "#FFFFFF", fillColor: "#3C5A73", fillOpacity: 1 }).bindPopup(() => popup(item));
  }

  function drawBoundaries(map, shapes) {
    const layer = L.geoJSON(shapes, {
      style: { color: "#7A7468", weight: 1.5, fillColor: "#FFFFFF", fillOpacity: 0.75 },
      interactive: false,
      onEachFeature: (feature, shape) => shape.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "area-name" }),
    });
    if (layer.getBounds().isValid()) map.fitBounds(layer.getBounds(), { padding: [12, 12], animate: false });
    layer.addTo(map);
  }

  /* A pin each with its own sign; where there are very many, plain ones become dots on one canvas. */
  function drawPoints(map, items) {
    const plain = items.length > 500;
    items.forEach((item) => (plain && !item.late && item.state_shape === "open" ? dot(item) : pin(item)).addTo(map));
  }

  /* Where there is no boundary to go by, the points say what is to be seen. */
  function showPoints(map, items) {
    if (items.length) map.fitBounds(items.map((item) => [item.lat, item.lng]), { padding: [24, 24], maxZoom: 16, animate: false });
  }

  async function enhance(box) {
    const said = document.querySelector("[data-map-said]");
    const map = L.map(box, { attributionControl: false, zoomControl: false, preferCanvas: true, zoomSnap: 0.25 }).setView([36.6, 101.8], 13);
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    try {
      const both = await Promise.all([json(box.dataset.boundaries), json(box.dataset.points)]);
      drawBoundaries(map, both[0]);
      drawPoints(map, both[1].items);
      if (!both[0].features.length) showPoints(map, both[1].items);
      if (!both[0].features.length) said.textContent = box.dataset.bare;
      if (both[1].more) said.textContent = box.dataset.more;
    } catch (problem) {
      said.textContent = box.dataset.failed;
    }
  }

  window.xhz.each("[data-map]", enhance);
})();
