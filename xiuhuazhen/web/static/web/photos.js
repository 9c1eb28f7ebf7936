/* Photos are shrunk here, voices recorded; both, and documents, are sent while one writes on. What cannot be sent this way goes along
   with the form itself. */
(function () {
  "use strict";

  if (!window.FormData || !window.Blob || !HTMLCanvasElement.prototype.toBlob) return;

  const QUALITY = 0.82;
  const BITS_A_SECOND = 32000;
  const SOUNDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  const ENDINGS = { "audio/webm": ".webm", "audio/mp4": ".m4a", "audio/ogg": ".ogg" };
  const REFUSED = [400, 413, 415, 422]; // the file itself, which would be refused once more
  const PAPERS = ".pdf,.docx,.xlsx";
  const records = Boolean(window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  const turnsByItself = Boolean(window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image"));

  /* The EXIF orientation of a JPEG (1 to 8), 1 when there is none. Older browsers draw photos as the sensor lay. */
  function orientation(buffer) {
    const view = new DataView(buffer);
    if (view.byteLength < 12 || view.getUint16(0) !== 0xffd8) return 1;
    let at = 2;
    while (at + 10 < view.byteLength) {
      const marker = view.getUint16(at);
      if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return exifOrientation(view, at + 10);
      if ((marker & 0xff00) !== 0xff00) return 1;
      at += 2 + view.getUint16(at + 2);
    }
    return 1;
  }

  function exifOrientation(view, tiff) {
    if (tiff + 10 > view.byteLength) return 1;
    const little = view.getUint16(tiff) === 0x4949;
    const directory = tiff + view.getUint32(tiff + 4, little);
    if (directory + 2 > view.byteLength) return 1;
    const count = view.getUint16(directory, little);
    for (let entry = 0; entry < count; entry += 1) {
      const at = directory + 2 + entry * 12;
      if (at + 10 > view.byteLength) return 1;
      if (view.getUint16(at, little) === 0x0112) return view.getUint16(at + 8, little);
    }
    return 1;
  }

  function head(file) {
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => resolve(new ArrayBuffer(0));
      reader.readAsArrayBuffer(file.slice(0, 131072));
    });
  }

  function load(file) {
    return new Promise((resolve, reject) => {
      const image = new Image();
      const url = URL.createObjectURL(file);
      image.onload = () => resolve({ image: image, url: url });
      image.onerror = () => {
        URL.revokeObjectURL(url);
        reject(new Error("not an image"));
      };
      image.src = url;
    });
  }

  const TURNS = { 2: [-1, 0, 0, 1, 1, 0], 3: [-1, 0, 0, -1, 1, 1], 4: [1, 0, 0, -1, 0, 1], 5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, 1, 0], 7: [0, -1, -1, 0, 1, 1], 8: [0, -1, 1, 0, 0, 1] };

  function draw(image, edge, turn) {
    const scale = Math.min(1, edge / Math.max(image.naturalWidth, image.naturalHeight));
    const width = Math.round(image.naturalWidth * scale);
    const height = Math.round(image.naturalHeight * scale);
    const canvas = document.createElement("canvas");
    canvas.width = turn > 4 ? height : width;
    canvas.height = turn > 4 ? width : height;
    const context = canvas.getContext("2d");
    const how = TURNS[turn];
    if (how) context.transform(how[0], how[1], how[2], how[3], how[4] * canvas.width, how[5] * canvas.height);
    context.drawImage(image, 0, 0, width, height);
    return canvas;
  }

  /* A JPEG of at most `edge` pixels on its longer side, without place and time; the file itself when it cannot be read here. */
  async function shrink(file, edge) {
    const turn = turnsByItself ? 1 : orientation(await head(file));
    let loaded;
    try {
      loaded = await load(file);
    } catch (unreadable) {
      return file;
    }
    const canvas = draw(loaded.image, edge, turn);
    URL.revokeObjectURL(loaded.url);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    canvas.width = 0; // gives the memory back at once on small phones
    return blob || file;
  }

  function send(url, blob, name, token, progress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("file", blob, name);
      request.open("POST", url);
      request.setRequestHeader("X-CSRFToken", token);
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) progress(event.loaded / event.total);
      };
      request.onload = () => {
        let answer = {};
        try {
          answer = JSON.parse(request.responseText);
        } catch (page) {
          answer = {};
        }
        if (request.status >= 200 && request.status < 300 && answer.id) resolve(answer.id);
        else reject(Object.assign(new Error(answer.detail || ""), { refused: REFUSED.indexOf(request.status) >= 0 }));
      };
      request.onerror = () => reject(new Error(""));
      request.ontimeout = request.onerror;
      request.timeout = 120000;
      request.send(body);
    });
  }

  function isPicture(file) {
    return file.type.indexOf("image/") === 0;
  }

  function isSound(file) {
    return file.type.indexOf("audio/") === 0;
  }

  /* What one sees of a file before it is sent: the photo, a bar to play the voice, the document's name. */
  function look(file) {
    if (!isPicture(file) && !isSound(file)) return make("span", "photo-name", file.name);
    const element = make(isPicture(file) ? "img" : "audio");
    element.src = URL.createObjectURL(file);
    if (isPicture(file)) element.alt = "";
    else element.controls = true;
    return element;
  }

  function make(tag, css, text) {
    const element = document.createElement(tag);
    if (css) element.className = css;
    if (text) element.textContent = text;
    return element;
  }

  function enhance(box) {
    const words = box.dataset;
    const form = box.closest("form");
    const input = box.querySelector("input[type=file]");
    const choose = box.querySelector("[data-photos-choose]");
    const list = box.querySelector(".photos-list");
    const said = box.querySelector("[data-photos-said]");
    const record = box.querySelector("[data-photos-record]");
    const stop = box.querySelector("[data-photos-stop]");
    const time = box.querySelector("[data-photos-time]");
    const photos = [];
    let waiting = null;
    let recording = null;
    let listens = records;
    if (!form || !input) return;

    const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
    const busy = () => recording || photos.some((photo) => photo.state === "queued" || photo.state === "sending");

    function drop(photo) {
      photos.splice(photos.indexOf(photo), 1);
      photo.dropped = true;
      if (photo.hidden) photo.hidden.remove();
      if (photo.preview.src) URL.revokeObjectURL(photo.preview.src);
      photo.row.remove();
      said.textContent = "";
      choose.focus();
      settle();
    }

    function fail(photo, reason, refused) {
      photo.state = refused ? "refused" : "failed";
      photo.row.classList.add("photo-failed");
      photo.label.textContent = reason || words.failed;
      if (!reason) said.textContent = words.later;
      photo.bar.hidden = true;
      photo.again.hidden = false;
      if (refused) photo.again.textContent = words.other;
      settle();
    }

    async function start(photo) {
      photo.state = "sending";
      photo.row.classList.remove("photo-failed");
      photo.again.hidden = true;
      photo.bar.hidden = false;
      photo.bar.value = 0;
      photo.label.textContent = words.sending;
      try {
        photo.blob = photo.blob || (isPicture(photo.file) ? await shrink(photo.file, Number(words.edge)) : photo.file);
        const id = await send(words.url, photo.blob, nameOf(photo), token(), (part) => { photo.bar.value = part; });
        if (photo.dropped) return;
        photo.hidden = make("input");
        photo.hidden.type = "hidden";
        photo.hidden.name = words.name;
        photo.hidden.value = id;
        box.appendChild(photo.hidden);
        photo.state = "sent";
        photo.bar.hidden = true;
        photo.label.textContent = words.sent;
        if (!photos.some((other) => other.state === "failed")) said.textContent = "";
        settle();
      } catch (problem) {
        if (!photo.dropped) fail(photo, problem.message, problem.refused);
      }
    }

    /* Another file in the place of one that is not taken. */
    function exchange(photo) {
      drop(photo);
      ask(isPicture(photo.file) ? "image/*" : isSound(photo.file) ? "audio/*" : PAPERS);
    }

    /* A photo was made anew and is a JPEG; its own name says nothing. */
    function nameOf(photo) {
      return isPicture(photo.file) ? "photo" + (photos.indexOf(photo) + 1) + ".jpg" : photo.file.name;
    }

    function add(file) {
      const photo = { file: file, state: "queued", row: make("li", isPicture(file) ? "photo" : "photo photo-wide"), preview: look(file), label: make("div", "photo-state"),
        bar: make("progress"), again: make("button", "photo-again", words.again), remove: make("button", "photo-drop", "×") };
      if (isSound(file)) photo.preview.setAttribute("aria-label", words.spoken);
      photo.bar.max = 1;
      photo.bar.value = 0;
      photo.label.textContent = words.sending;
      photo.again.hidden = true;
      photo.label.setAttribute("role", "status");
      photo.again.type = "button";
      photo.remove.type = "button";
      photo.remove.setAttribute("aria-label", words.drop);
      photo.again.addEventListener("click", () => (photo.state === "refused" ? exchange(photo) : start(photo)));
      photo.remove.addEventListener("click", () => drop(photo));
      [photo.preview, photo.label, photo.bar, photo.again, photo.remove].forEach((part) => photo.row.appendChild(part));
      list.appendChild(photo.row);
      photos.push(photo);
      return photo;
    }

    /* What an earlier page has sent: its box becomes a button, as beside what is added here. */
    function keep(row) {
      const kept = row.querySelector("input");
      const photo = { state: "sent", row: row, preview: {}, hidden: kept, remove: make("button", "photo-drop", "×") };
      kept.type = "hidden";
      photo.remove.type = "button";
      photo.remove.setAttribute("aria-label", words.drop);
      photo.remove.addEventListener("click", () => drop(photo));
      row.appendChild(photo.remove);
      photos.push(photo);
    }

    /* Failed photos go into the plain input, so that the form itself carries them. */
    function carry() {
      const failed = photos.filter((photo) => photo.state === "failed");
      if (!failed.length) return;
      try {
        const bag = new DataTransfer();
        failed.forEach((photo) => bag.items.add(new File([photo.blob || photo.file], nameOf(photo), { type: (photo.blob || photo.file).type })));
        input.files = bag.files;
      } catch (old) {
        box.classList.remove("photos-enhanced"); // shows the plain input again
      }
    }

    function settle() {
      if (!waiting || busy()) return;
      const button = waiting.button;
      waiting = null;
      said.textContent = "";
      if (button) button.click();
      else form.submit();
    }

    function take(chosen) {
      const room = Number(words.max) - photos.length;
      said.textContent = chosen.length > room ? words.full : "";
      const added = chosen.slice(0, Math.max(0, room)).map(add);
      added.reduce((before, photo) => before.then(() => photo.dropped || start(photo)), Promise.resolve());
    }

    input.addEventListener("change", () => {
      take(Array.from(input.files));
      input.value = "";
    });

    function ask(kinds, capture) {
      input.accept = kinds;
      if (capture) input.setAttribute("capture", "");
      else input.removeAttribute("capture");
      input.click();
    }

    function showRecording(on) {
      record.hidden = on;
      stop.hidden = !on;
      time.textContent = "0:00";
      (on ? stop : record).focus();
    }

    function tick(began) {
      const seconds = Math.floor((Date.now() - began) / 1000);
      time.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
      if (seconds >= Number(words.seconds)) recording.stop();
    }

    function listen(stream) {
      const sound = SOUNDS.find((each) => MediaRecorder.isTypeSupported(each));
      const parts = [];
      const began = Date.now();
      const clock = setInterval(() => tick(began), 250);
      recording = new MediaRecorder(stream, sound ? { mimeType: sound, audioBitsPerSecond: BITS_A_SECOND } : {});
      recording.ondataavailable = (event) => { if (event.data.size) parts.push(event.data); };
      recording.onstop = () => {
        const type = (recording.mimeType || sound || "audio/webm").split(";")[0];
        clearInterval(clock);
        stream.getTracks().forEach((track) => track.stop());
        recording = null;
        showRecording(false);
        if (parts.length) take([new File(parts, words.spoken + (ENDINGS[type] || ".webm"), { type: type })]);
        settle();
      };
      recording.start();
      showRecording(true);
    }

    /* Where the page may not listen, the phone's own recorder or a recording made before will do. */
    async function speak() {
      said.textContent = "";
      if (!listens) {
        ask("audio/*", true);
        return;
      }
      record.disabled = true;
      try {
        listen(await navigator.mediaDevices.getUserMedia({ audio: true }));
      } catch (refused) {
        listens = false;
        said.textContent = words.mute;
      }
      record.disabled = false;
    }

    let pressed = null;
    form.addEventListener("click", (event) => { pressed = event.target.closest("[type=submit]") || pressed; });
    document.addEventListener("submit", (event) => { // on the document: before the form's own guard in every browser
      if (event.target !== form) return;
      if (busy()) {
        event.preventDefault();
        event.stopImmediatePropagation();
        waiting = { button: pressed };
        if (recording) recording.stop();
        said.textContent = words.wait;
        return;
      }
      carry();
    }, true);

    list.querySelectorAll("[data-photos-sent]").forEach(keep);
    box.classList.add("photos-enhanced");
    input.tabIndex = -1;
    input.setAttribute("aria-hidden", "true");
    box.querySelector("[data-photos-ways]").hidden = false;
    choose.addEventListener("click", () => ask("image/*"));
    box.querySelector("[data-photos-paper]").addEventListener("click", () => ask(PAPERS));
    record.addEventListener("click", speak);
    stop.addEventListener("click", () => recording.stop());
  }

  window.xhz.each("[data-photos]", enhance);
})();
