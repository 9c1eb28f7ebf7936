/* What lies under everything on a map: the tiles that the administrator set up, and the quiet ground of water, rails and
   roads where there is one. Without either the map is plain and works as well. */
(function () {
  "use strict";

  const KINDS = {
    water: { color: "#C9D6DC", weight: 1, fillColor: "#DCE6EA", fillOpacity: 1 },
    green: { color: "#D9DFCB", weight: 1, fillColor: "#E6EBDB", fillOpacity: 1 },
    road: { color: "#FFFFFF", weight: 5, opacity: 1, fill: false },
    rail: { color: "#B4AEA2", weight: 2.5, dashArray: "8 5", fill: false },
  };

  async function drawGround(map, url) {
    try {
      const answer = await fetch(url, { credentials: "same-origin" });
      if (!answer.ok) return;
      const style = (feature) => KINDS[feature.properties && feature.properties.kind] || KINDS.road;
      map.createPane("ground").style.zIndex = 250;
      L.geoJSON(await answer.json(), { pane: "ground", renderer: L.canvas({ pane: "ground" }), interactive: false, style: style }).addTo(map);
    } catch (offline) {
      // the map is as useful without
    }
  }

  /* Phones give their position to pages that came over https, and to a server on the phone itself. */
  window.xhz.positionGiven = window.isSecureContext !== false && Boolean(navigator.geolocation);

  /* Whether tiles lie under the shapes, which must not hide them then. */
  window.xhz.hasTiles = () => Boolean(document.querySelector("[data-ground]").dataset.tiles);

  /* A map in `canvas`, whose words come with it; `options` are Leaflet's. */
  window.xhz.ground = function (canvas, options) {
    const words = document.querySelector("[data-ground]").dataset;
    const map = L.map(canvas, Object.assign({ attributionControl: Boolean(words.tiles), zoomControl: false, zoomSnap: 0.25, maxZoom: 20 }, options)).setView([36.6, 101.8], 13);
    L.control.zoom({ zoomInTitle: canvas.dataset.zoomIn, zoomOutTitle: canvas.dataset.zoomOut }).addTo(map);
    if (words.tiles) {
      map.attributionControl.setPrefix(false);
      L.tileLayer(words.tiles, { attribution: words.tilesBy, maxNativeZoom: Number(words.tilesNearest), maxZoom: 20 }).addTo(map);
    }
    if (words.groundUrl) drawGround(map, words.groundUrl);
    return map;
  };
})();
