"use strict";

const holders = new Map();
let everyone = [];
let shortCode = "";

const say = (phone, text) => {
  const line = phone.root.querySelector(".problem");
  line.textContent = text;
  line.hidden = !text;
};

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.error || `the simulator answered ${answer.status}`);
  }
  return answer;
}

const messagesOf = (number) => `/api/phones/${encodeURIComponent(number)}/messages`;

/* One phone: its thread, its text box and its camera. */
class Holder {
  constructor(phone) {
    this.number = phone.number;
    this.name = phone.name;
    this.items = new Map();
    this.root = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.root.dataset.phone = phone.number;
    this.root.dataset.name = phone.name;
    this.root.querySelector("h2").textContent = phone.name;
    this.root.querySelector(".number").textContent = phone.number;
    this.root.querySelector(".face").textContent = phone.name.slice(0, 1);
    this.thread = this.root.querySelector(".thread");
    this.camera = this.root.querySelector(".camera");
    this.preview = this.camera.querySelector("img");
    this.turn = 0;
    this.listen();
    document.getElementById("phones").append(this.root);
  }

  listen() {
    const write = this.root.querySelector(".write");
    const box = write.querySelector("textarea");
    write.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = box.value;
      if (!text.trim()) return;
      this.send({ text }).then((sent) => { if (sent) { box.value = ""; box.style.height = ""; } });
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        write.requestSubmit();
      }
    });
    box.addEventListener("input", () => {
      box.style.height = "auto";
      box.style.height = `${box.scrollHeight + 2}px`;
    });
    const file = write.querySelector("input[type=file]");
    file.addEventListener("change", () => {
      if (file.files[0]) this.take(file.files[0]);
      file.value = "";
    });
    this.root.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.root.classList.add("over");
    });
    this.root.addEventListener("dragleave", () => this.root.classList.remove("over"));
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.root.classList.remove("over");
      const dropped = event.dataTransfer.files[0];
      if (dropped) this.take(dropped);
    });
    this.camera.addEventListener("input", () => this.look());
    this.camera.querySelector(".cancel").addEventListener("click", () => this.putAway());
    this.camera.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = box.value.trim();
      this.send({ text, ...this.shot() }).then((sent) => {
        if (sent) { box.value = ""; this.putAway(); }
      });
    });
  }

  async send(message) {
    say(this, "");
    const buttons = this.root.querySelectorAll(".send, .shoot");
    buttons.forEach((b) => { b.disabled = true; });
    try {
      await ask(messagesOf(this.number), message);
      return true;
    } catch (problem) {
      say(this, `Not sent: ${problem.message}`);
      return false;
    } finally {
      buttons.forEach((b) => { b.disabled = false; });
    }
  }

  /* A picture from the person's own disk. */
  take(file) {
    if (!file.type.startsWith("image/")) {
      say(this, `${file.name} is not a picture.`);
      return;
    }
    if (file.size > 8 * 1024 * 1024) {
      say(this, `${file.name} is larger than 8 MB.`);
      return;
    }
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const data = reader.result.slice(reader.result.indexOf(",") + 1);
      this.show({ name: file.name, type: file.type, data });
    });
    reader.addEventListener("error", () => say(this, `${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  }

  /* Holds a picture before this phone's camera. */
  show(source) {
    say(this, "");
    this.source = source;
    this.camera.hidden = false;
    this.look();
    this.camera.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  putAway() {
    this.camera.hidden = true;
    this.source = null;
    this.turn += 1;
    URL.revokeObjectURL(this.preview.src);
    this.preview.removeAttribute("src");
  }

  shot() {
    const request = { pictures: [this.source] };
    if (!this.camera.elements.asis.checked) {
      request.camera = {};
      this.camera.querySelectorAll("input[type=range]").forEach((slider) => {
        request.camera[slider.name] = Number(slider.value);
      });
    }
    return request;
  }

  look() {
    const asIs = this.camera.elements.asis.checked;
    this.camera.querySelectorAll("input[type=range]").forEach((slider) => {
      slider.disabled = asIs;
      slider.parentElement.querySelector("output").textContent = slider.value + (slider.dataset.unit || "");
    });
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.develop(), 120);
  }

  async develop() {
    if (!this.source) return;
    this.turn += 1;
    const turn = this.turn;
    try {
      const photo = await (await ask("/api/camera", this.shot())).blob();
      if (turn !== this.turn) return;
      URL.revokeObjectURL(this.preview.src);
      this.preview.src = URL.createObjectURL(photo);
      this.camera.querySelector(".size").textContent = `${Math.max(1, Math.round(photo.size / 1024))} kB`;
    } catch (problem) {
      if (turn === this.turn) say(this, `No photo: ${problem.message}`);
    }
  }

  /* Shows a message, or the new state of one already shown. */
  put(message) {
    const old = this.items.get(message.id);
    // What is as it was stays, so that a click on a button in it is not lost; and what was asked
    // for before a message was sent may come after the news that it was.
    if (old && (old.classList.contains(message.state) || message.state === "sending")) return;
    const item = this.draw(message);
    const atEnd = this.thread.scrollHeight - this.thread.scrollTop - this.thread.clientHeight < 80;
    if (old) {
      old.replaceWith(item);
    } else {
      const later = [...this.items.keys()].filter((id) => id > message.id).sort((a, b) => a - b)[0];
      this.thread.insertBefore(item, later === undefined ? null : this.items.get(later));
    }
    this.items.set(message.id, item);
    if (atEnd || message.direction === "out") this.toEnd();
  }

  toEnd() {
    this.thread.scrollTop = this.thread.scrollHeight;
  }

  draw(message) {
    const item = document.createElement("li");
    item.className = `message ${message.direction} ${message.state}`;
    item.dataset.id = message.id;
    const bubble = document.createElement("div");
    bubble.className = "bubble";
    message.pictures.forEach((picture) => {
      const image = document.createElement("img");
      image.src = picture.url;
      image.alt = picture.name;
      image.addEventListener("load", () => this.toEnd(), { once: true });
      bubble.append(image);
    });
    if (message.text) bubble.append(document.createTextNode(message.text));
    item.append(bubble);
    message.pictures.forEach((picture, index) => item.append(this.passing(message, index)));
    const foot = document.createElement("div");
    foot.className = "foot";
    const time = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    const states = { sending: " · sending", sent: " · sent", failed: ` · not sent (${message.note})`, received: "" };
    foot.textContent = `${message.direction === "in" ? message.peer : `to ${message.peer}`} · ${time}${states[message.state]}`;
    item.append(foot);
    return item;
  }

  /* What one can do with a picture in the thread. */
  passing(message, index) {
    const line = document.createElement("div");
    line.className = "passing";
    const source = { phone: this.number, message: message.id, picture: index };
    const button = (text, kind, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = kind;
      made.textContent = text;
      made.addEventListener("click", act);
      line.append(made);
    };
    button(`Send to ${shortCode}`, "forward", () => this.send({ text: "", pictures: [source] }));
    everyone.filter((other) => other.number !== this.number).forEach((other) => {
      button(`Show to ${other.name}`, "show", () => holders.get(other.number).show(source));
    });
    return line;
  }
}

async function load(holder) {
  const { messages } = await (await ask(messagesOf(holder.number))).json();
  messages.forEach((message) => holder.put(message));
  holder.toEnd();
}

function follow() {
  const link = document.getElementById("link");
  const events = new EventSource("/api/events");
  events.addEventListener("open", () => {
    link.textContent = "live";
    link.classList.remove("off");
    holders.forEach((holder) => load(holder).catch(() => {}));
  });
  events.addEventListener("error", () => {
    link.textContent = "no connection, trying again";
    link.classList.add("off");
  });
  events.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    const holder = holders.get(message.phone);
    if (holder) holder.put(message);
  });
}

async function start() {
  const network = await (await ask("/api/phones")).json();
  const phones = network.phones;
  everyone = phones;
  shortCode = network.shortCode;
  document.getElementById("short-code").textContent = shortCode;
  phones.forEach((phone) => holders.set(phone.number, new Holder(phone)));
  follow();
}

start().catch((problem) => {
  document.getElementById("link").textContent = problem.message;
});
