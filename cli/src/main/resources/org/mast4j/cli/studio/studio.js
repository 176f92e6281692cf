/** The page: takes clips, asks the model about them, and shows what it answers. */

import { ClipPictures, drawEmbedding, drawFigure, drawPatch, drawWindow } from "/picture.js";
import { Player, Recorder } from "/sound.js";

const QUESTION = "with=spectrogram,attention,sound&top=8&nearest=6";
const TRIES = 5;

const $ = (id) => document.getElementById(id);
const player = new Player();
const recorder = new Recorder();
const neighbourPlayer = new Audio();

const state = {
  card: undefined,
  pictures: undefined,
  chosen: 0,
  patch: { row: 0, column: 0 },
  attention: true,
  patches: true,
  time: undefined,
};
let figure;
let patches;
let asked = 0;

function say(sentence, busy = false) {
  $("status").textContent = sentence;
  document.body.classList.toggle("busy", busy);
}

function complain(sentence) {
  say("");
  $("error").textContent = sentence;
}

/** An answer's JSON, or an error with the server's sentence. */
async function read(response) {
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

/** A request; that no answer comes is said in other words than the browser's. */
async function request(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error("the studio doesn't answer; is it still running?");
  }
}

/** Asks about a clip; while the studio is busy with others', again after a while. */
async function ask(path, name, body) {
  for (let i = 1; ; i++) {
    const response = await request(`${path}?${QUESTION}&name=${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body,
    });
    if (response.status !== 503 || i === TRIES) {
      return read(response);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get("Retry-After") ?? 1)));
  }
}

async function look(blob, name) {
  const most = state.card.limits.bytes;
  if (blob.size > most) {
    asked++;
    complain(`${name} has ${(blob.size / 2 ** 20).toFixed(1)} MB, and the studio takes ${(most / 2 ** 20).toFixed(1)} MB; cut it, or start studio with a larger --max-megabytes`);
    return;
  }
  await showAnswer("/api/clips", name, blob);
}

async function showAnswer(path, name, body) {
  const question = ++asked;
  $("error").textContent = "";
  say(`listening to ${name}`, true);
  try {
    const answer = await ask(path, name, body);
    if (question === asked) {
      say("");
      show(answer);
    }
  } catch (error) {
    if (question === asked) {
      complain(error.message);
    }
  }
}

function show(answer) {
  state.chosen = 0; // the clip before may have had more windows
  state.patch = { row: 0, column: 0 };
  state.pictures = new ClipPictures(answer, state.card);
  state.time = undefined;
  player.load(answer.sound);
  document.body.classList.remove("empty");
  $("examples").hidden = true;
  $("clip").hidden = false;
  $("details").hidden = false;
  $("clip-title").textContent = answer.name;
  const windows = answer.windows.length;
  $("clip-facts").textContent = [
    answer.cut ? `the first ${answer.seconds.toFixed(0)} s of a longer clip` : `${answer.seconds.toFixed(2)} s`,
    `${answer.sampleRate.toLocaleString("en")} Hz, heard at ${answer.sound.sampleRate.toLocaleString("en")} Hz`,
    windows === 1 ? "one window" : `${windows} windows`,
  ].join(" · ");
  $("classes").hidden = answer.labels.length === 0;
  showNeighbours(answer);
  $("details").classList.toggle("alone", answer.labels.length + answer.neighbours.length === 0);
  $("embedding-facts").textContent = `${answer.embedding.length} values: the clip as the model remembers it. Blue is below zero, orange above.`;
  $("code").setAttribute("aria-label", `The ${answer.embedding.length} values of the clip's embedding as a strip of colours`);
  drawEmbedding($("code"), answer.embedding);
  $("figure").setAttribute("aria-valuemax", windows);
  choose(loudest(answer));
}

/** The window to begin with: where the clip's best label is likeliest, else the first. */
function loudest(answer) {
  return answer.windows.reduce(
    (best, window, i) => ((window.probabilities[0] ?? 0) > (answer.windows[best].probabilities[0] ?? 0) ? i : best),
    0,
  );
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** Chooses a window, and in it the patch that gets the most attention. */
function choose(index) {
  const { answer } = state.pictures;
  state.chosen = Math.max(0, Math.min(answer.windows.length - 1, index));
  const map = answer.attention[state.chosen];
  let best = { row: 0, column: 0 };
  map.forEach((row, r) => row.forEach((value, c) => (best = value > map[best.row][best.column] ? { row: r, column: c } : best)));
  state.patch = best;
  const window = answer.windows[state.chosen];
  const where = `window ${state.chosen + 1} of ${answer.windows.length}, ${window.start.toFixed(2)} to ${window.end.toFixed(2)} s`;
  const what = window.labels.length ? `${window.labels[0].label} ${percent(window.labels[0].probability)}` : "";
  $("window-title").textContent = answer.windows.length === 1 ? "The window" : `Window ${state.chosen + 1} of ${answer.windows.length}`;
  $("window-facts").textContent = [`${window.start.toFixed(2)} to ${window.end.toFixed(2)} s`, what].filter(Boolean).join(" · ");
  $("previous").disabled = state.chosen === 0;
  $("next").disabled = state.chosen === answer.windows.length - 1;
  $("figure").setAttribute("aria-valuenow", state.chosen + 1);
  $("figure").setAttribute("aria-valuetext", what ? `${where}: ${what}` : where);
  showLabels(answer, window);
  draw();
}

function showLabels(answer, window) {
  $("labels").replaceChildren(
    ...answer.labels.map(({ label, probability }, i) => {
      const item = document.createElement("li");
      const track = element("div", "track");
      track.append(bar("bar", probability), bar("bar thin", window.probabilities[i]));
      item.append(element("span", "name", label), element("span", "value", percent(probability)), track);
      return item;
    }),
  );
}

function element(tag, type, text = "") {
  const made = document.createElement(tag);
  made.className = type;
  made.textContent = text;
  return made;
}

function bar(type, share) {
  const made = element("div", type);
  made.style.transform = `scaleX(${share})`;
  return made;
}

function showNeighbours(answer) {
  $("neighbours").hidden = answer.neighbours.length === 0;
  const { name, clips } = state.card.neighbours;
  $("neighbours-facts").textContent = `Of the ${clips.toLocaleString("en")} clips in ${name}, by the angle between embeddings; 1 is the same.`;
  $("nearest").replaceChildren(...answer.neighbours.map(neighbourItem));
}

function neighbourItem(neighbour) {
  const url = `/api/neighbours/${neighbour.index}/sound`;
  const slash = neighbour.name.lastIndexOf("/");
  const file = neighbour.name.slice(slash + 1);
  const play = element("button", "round", "▶");
  play.type = "button";
  play.setAttribute("aria-label", `Play ${neighbour.name}`);
  play.addEventListener("click", () => playNeighbour(url));
  const name = element("div", "name");
  name.append(slash > 0 ? element("b", "", neighbour.name.slice(0, slash)) : element("b", "", file));
  name.append(element("small", "", `${slash > 0 ? `${file} · ` : ""}${neighbour.similarity.toFixed(3)}`));
  const open = element("button", "open", "Look");
  open.type = "button";
  open.setAttribute("aria-label", `Look at ${neighbour.name}`);
  open.addEventListener("click", () => lookAt(neighbour));
  const item = document.createElement("li");
  item.append(play, name, open);
  return item;
}

/** Plays a neighbour, as a whole: Safari asks for parts of what it is to play by address. */
async function playNeighbour(url) {
  try {
    const response = await request(url);
    if (!response.ok) {
      await read(response);
    }
    URL.revokeObjectURL(neighbourPlayer.src);
    neighbourPlayer.src = URL.createObjectURL(await response.blob());
    await neighbourPlayer.play();
  } catch (error) {
    complain(error.message);
  }
}

/** Looks at a clip of the neighbours' folder. */
async function lookAt({ index, name }) {
  await showAnswer(`/api/neighbours/${index}`, name);
  $("clip").scrollIntoView({ block: "nearest" });
}

/** Offers some of the neighbours' folder to begin with. */
function showExamples({ name, clips, examples }) {
  $("examples").hidden = examples.length === 0;
  $("examples-text").textContent = `Or begin with one of the ${clips.toLocaleString("en")} clips in ${name}:`;
  $("example-list").replaceChildren(
    ...examples.map((example) => {
      const button = element("button", "", example.name);
      button.type = "button";
      button.addEventListener("click", () => lookAt(example));
      return button;
    }),
  );
}

function draw() {
  if (state.pictures) {
    figure = drawFigure($("figure"), state);
    patches = drawWindow($("patches"), state);
    const text = drawPatch($("patch"), state);
    if ($("patch-text").textContent !== text) {
      $("patch-text").textContent = text;
    }
    $("patches").setAttribute("aria-label", "The window's spectrogram with its patches; arrow keys choose one");
  }
}

function playClip() {
  if (player.playing) {
    player.stop();
  } else {
    player.play(0, state.pictures.answer.seconds);
  }
}

function playWindow() {
  const { answer } = state.pictures;
  const window = answer.windows[state.chosen];
  player.play(window.start, Math.min(window.end, answer.seconds));
}

player.onTime = (time) => {
  state.time = time;
  $("play").textContent = time === undefined ? "Play" : "Stop";
  if (state.pictures) {
    figure = drawFigure($("figure"), state);
  }
};

async function record() {
  if (recorder.recording || recorder.starting) {
    recorder.stop();
    return;
  }
  $("error").textContent = "";
  player.stop();
  try {
    const most = state.card.limits.seconds;
    const recording = recorder.record(most, (seconds, level) => {
      $("meter").hidden = false;
      $("record").setAttribute("aria-pressed", "true");
      $("record-text").textContent = `Stop at ${seconds.toFixed(1)} s`;
      $("level").style.transform = `scaleX(${level})`;
    });
    await look(await recording.finally(recorded), "recording");
  } catch (error) {
    complain(
      error.name === "NotAllowedError"
        ? "the browser may not use the microphone; allow it for this address, or choose a file"
        : `no recording: ${error.message}; is a microphone there?`,
    );
  }
}

function recorded() {
  $("meter").hidden = true;
  $("record").setAttribute("aria-pressed", "false");
  $("record-text").textContent = "Record";
}

function nearestWindow(time) {
  const middles = state.pictures.answer.windows.map((window) => Math.abs((window.start + window.end) / 2 - time));
  return middles.indexOf(Math.min(...middles));
}

function movePatch(rows, columns) {
  const { grid } = state.card;
  state.patch = {
    row: Math.max(0, Math.min(grid.rows - 1, state.patch.row + rows)),
    column: Math.max(0, Math.min(grid.columns - 1, state.patch.column + columns)),
  };
  draw();
}

/** Runs the action of a key, and keeps the page from scrolling by it. */
function onKeys(id, actions) {
  $(id).addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
}

function listen() {
  $("choose").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => {
    const [file] = $("file").files;
    if (file) {
      look(file, file.name);
      $("file").value = "";
    }
  });
  $("record").addEventListener("click", record);
  $("play").addEventListener("click", playClip);
  $("play-window").addEventListener("click", playWindow);
  $("previous").addEventListener("click", () => choose(state.chosen - 1));
  $("next").addEventListener("click", () => choose(state.chosen + 1));
  $("show-attention").addEventListener("change", (event) => {
    state.attention = event.target.checked;
    draw();
  });
  $("show-patches").addEventListener("change", (event) => {
    state.patches = event.target.checked;
    draw();
  });
  $("figure").addEventListener("click", (event) => choose(nearestWindow(figure.time(event.offsetX))));
  onKeys("figure", {
    ArrowLeft: () => choose(state.chosen - 1),
    ArrowRight: () => choose(state.chosen + 1),
    Home: () => choose(0),
    End: () => choose(Infinity),
    Enter: playWindow,
    " ": playClip,
  });
  for (const type of ["pointermove", "pointerdown"]) {
    $("patches").addEventListener(type, (event) => {
      const found = patches.patch(event.offsetX, event.offsetY);
      if (found.row !== state.patch.row || found.column !== state.patch.column) {
        state.patch = found;
        draw();
      }
    });
  }
  onKeys("patches", {
    ArrowLeft: () => movePatch(0, -1),
    ArrowRight: () => movePatch(0, 1),
    ArrowUp: () => movePatch(1, 0),
    ArrowDown: () => movePatch(-1, 0),
  });
  $("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(state.pictures.answer.embedding));
      say("the embedding is in the clipboard");
    } catch {
      complain("the browser may not use the clipboard; POST /api/clips answers with the embedding too");
    }
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    const [file] = event.dataTransfer.files;
    if (file) {
      look(file, file.name);
    }
  });
  new ResizeObserver(draw).observe(document.body);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

async function open() {
  state.card = await read(await fetch("/api/model"));
  const { card } = state;
  $("model").textContent = [
    card.name,
    `${card.architecture.toUpperCase()} ${card.labels.length ? `classifier of ${card.labels.length} classes` : "encoder"}`,
    `${card.parameters.toLocaleString("en")} parameters`,
    `sees ${card.windowSeconds.toFixed(2)} s at a time`,
  ].join(" · ");
  document.title = `${card.name} · MAST4J studio`;
  $("curl").textContent = `curl --data-binary @clip.wav -H "Content-Type: audio/wav" ${location.origin}/api/clips`;
  if (!navigator.mediaDevices || !window.MediaRecorder) {
    $("record").hidden = true;
  }
  showExamples(card.neighbours);
  listen();
}

open().catch((error) => complain(`the studio doesn't answer (${error.message}); is it still running?`));
