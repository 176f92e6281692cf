/** What is seen: spectrogram, attention and classes over one axis of time; a window's patches. */

/** Matplotlib's magma at 0, 1/8, ..., 1. */
const MAGMA = [0x000004, 0x1d1147, 0x51127c, 0x832681, 0xb73779, 0xe75263, 0xfc8961, 0xfec488, 0xfcfdbf];

/** Lies outside of the spectrogram's colours, which have no green. */
const OVERLAY = [0x3d, 0xff, 0x9a];
const MAX_OPACITY = 0.75;

const PALETTE = Array.from({ length: 256 }, (_, level) => {
  const x = (level / 255) * (MAGMA.length - 1);
  const i = Math.min(Math.floor(x), MAGMA.length - 2);
  return [16, 8, 0].map((shift) => {
    const from = (MAGMA[i] >> shift) & 0xff;
    return Math.round(from + (x - i) * (((MAGMA[i + 1] >> shift) & 0xff) - from));
  });
});

function blank(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** A picture of one pixel a value, from (frame, value) to [red, green, blue, alpha]. */
function paint(frames, values, color) {
  const canvas = blank(frames, values);
  const context = canvas.getContext("2d");
  const image = context.createImageData(frames, values);
  for (let value = 0; value < values; value++) {
    for (let frame = 0; frame < frames; frame++) {
      image.data.set(color(frame, value), 4 * ((values - 1 - value) * frames + frame));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The place of a frame or value among the patches' centres. */
function place(cell, size, stride, padding, count) {
  return Math.max(0, Math.min(count - 1, (cell + padding - (size - 1) / 2) / stride));
}

function between(map, row, column) {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const bottom = Math.min(top + 1, map.length - 1);
  const right = Math.min(left + 1, map[0].length - 1);
  const above = map[top][left] + (column - left) * (map[top][right] - map[top][left]);
  const below = map[bottom][left] + (column - left) * (map[bottom][right] - map[bottom][left]);
  return above + (row - top) * (below - above);
}

/** A clip's answer as pictures, made once. */
export class ClipPictures {
  /**
   * @param answer of POST /api/clips
   * @param card of GET /api/model
   */
  constructor(answer, card) {
    this.answer = answer;
    this.card = card;
    const { frames, values, levels } = answer.spectrogram;
    const data = Uint8Array.from(atob(levels), (c) => c.charCodeAt(0));
    this.level = (frame, value) => data[frame * values + value];
    this.spectrogram = paint(frames, values, (frame, value) => [...PALETTE[this.level(frame, value)], 255]);
    this.#attend(frames, values);
  }

  get frameSeconds() {
    return this.card.frontEnd.frameSeconds;
  }

  /** Seconds from the left to the right: a clip shorter than a window is padded to one. */
  get seconds() {
    return Math.max(this.answer.seconds, this.answer.windows.at(-1).end);
  }

  /** The mean over windows of the attention at each frame and value, 0 to 1, and its sums over time. */
  #attend(frames, values) {
    const { grid, frontEnd } = this.card;
    const sums = new Float32Array(frames * values);
    const counts = new Uint16Array(frames);
    this.answer.windows.forEach((window, i) => {
      const start = Math.round(window.start / this.frameSeconds);
      const map = this.answer.attention[i];
      const end = Math.min(frames, start + frontEnd.frames);
      for (let frame = start; frame < end; frame++) {
        const column = place(frame - start, grid.patchFrames, grid.strideFrames, grid.paddingFrames, grid.columns);
        counts[frame]++;
        for (let value = 0; value < values; value++) {
          const row = place(value, grid.patchMels, grid.strideMels, grid.paddingMels, grid.rows);
          sums[frame * values + value] += between(map, row, column);
        }
      }
    });
    const means = sums.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / values)]));
    const seen = means.filter((_, i) => counts[Math.floor(i / values)] > 0);
    const low = seen.reduce((a, b) => Math.min(a, b), Infinity);
    const high = seen.reduce((a, b) => Math.max(a, b), -Infinity);
    const share = (x) => (high > low ? Math.max(0, (x - low) / (high - low)) : 0);
    this.attended = (frame, value) => (counts[frame] ? share(means[frame * values + value]) : 0);
    this.attention = paint(frames, values, (frame, value) => [
      ...OVERLAY,
      Math.round(255 * MAX_OPACITY * this.attended(frame, value)),
    ]);
    const overTime = Array.from({ length: frames }, (_, frame) =>
      counts[frame] ? means.subarray(frame * values, (frame + 1) * values).reduce((a, b) => a + b, 0) : 0,
    );
    const most = overTime.reduce((a, b) => Math.max(a, b), 0);
    this.attentionOverTime = overTime.map((x) => (most > 0 ? x / most : 0));
  }
}

/** A canvas made sharp on its screen, with the page's colours. */
function prepare(canvas, height) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  if (height) {
    canvas.style.height = `${height}px`;
  } else {
    height = canvas.clientHeight;
  }
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return { context, width, height, color };
}

/** 1, 2 or 5 times a power of ten, the least that gives at most so many steps. */
function step(range, steps) {
  const power = 10 ** Math.floor(Math.log10(range / steps));
  return [1, 2, 5, 10].map((factor) => factor * power).find((s) => range / s <= steps) ?? 10 * power;
}

function trimmed(context, text, width) {
  if (context.measureText(text).width <= width) {
    return text;
  }
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) {
    end--;
  }
  return `${text.slice(0, end)}…`;
}

function hatch(context, x, y, width, height, color) {
  context.fillStyle = color("hatch");
  context.fillRect(x, y, width, height);
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = color("line");
  context.lineWidth = 1;
  context.beginPath();
  for (let from = x - height; from < x + width; from += 9) {
    context.moveTo(from, y + height);
    context.lineTo(from + height, y);
  }
  context.stroke();
  context.restore();
}

/** Frequencies with a label, each with its place among the values, 0 at the bottom. */
function frequencies(card, most) {
  const centres = card.frontEnd.centresHz;
  const ticks = [];
  for (const hertz of [100, 200, 500, 1000, 2000, 4000, 8000, 16000]) {
    const above = centres.findIndex((centre) => centre >= hertz);
    if (above > 0) {
      const share = (hertz - centres[above - 1]) / (centres[above] - centres[above - 1]);
      ticks.push({ text: hertz < 1000 ? `${hertz} Hz` : `${hertz / 1000} kHz`, at: (above - 0.5 + share) / centres.length });
    }
  }
  return ticks.filter((_, i) => (ticks.length - 1 - i) % Math.ceil(ticks.length / most) === 0);
}

const LANE = 24;
const STRIP = 46;
const AXIS = 24;
const GAP = 8;
const NARROW = 560;

/**
 * Draws the clip: spectrogram, attention over time, and a lane for each of its likeliest labels.
 *
 * @param state {pictures, chosen: window, attention: whether it is shown, time: of the playhead}
 * @returns where things are, for clicks
 */
export function drawFigure(canvas, state) {
  const { pictures, chosen } = state;
  const { answer, card } = pictures;
  const narrow = canvas.clientWidth < NARROW;
  const laneHeight = narrow ? LANE + 16 : LANE;
  const tall = narrow ? 170 : 240;
  const stripTop = tall + GAP + (narrow ? 16 : 0);
  const lanesTop = stripTop + STRIP + (answer.labels.length ? GAP : 0);
  const bottom = lanesTop + answer.labels.length * laneHeight;
  const { context, width, color } = prepare(canvas, bottom + AXIS);
  const left = narrow ? 52 : 118;
  const right = narrow ? 4 : answer.labels.length ? 52 : 12;
  const span = width - left - right;
  const x = (seconds) => left + (span * seconds) / pictures.seconds;
  const end = x(Math.min(pictures.seconds, answer.spectrogram.frames * pictures.frameSeconds));

  context.imageSmoothingQuality = "high";
  hatch(context, left, 0, span, tall, color);
  context.drawImage(pictures.spectrogram, left, 0, end - left, tall);
  if (state.attention) {
    context.drawImage(pictures.attention, left, 0, end - left, tall);
  }
  context.fillStyle = color("soft");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of frequencies(card, narrow ? 4 : 7)) {
    context.fillText(tick.text, left - 8, Math.max(7, tall * (1 - tick.at)));
  }
  if (end < left + span - 60) {
    context.fillStyle = color("soft");
    context.textAlign = "center";
    context.fillText("padding", (end + left + span) / 2, tall / 2);
  }

  context.textAlign = narrow ? "left" : "right";
  context.fillText("attention", narrow ? left : left - 8, narrow ? stripTop - 8 : stripTop + STRIP / 2);
  context.fillStyle = color("track");
  context.fillRect(left, stripTop + STRIP - 1, span, 1);
  context.fillStyle = color("attention");
  context.globalAlpha = 0.85;
  context.beginPath();
  context.moveTo(left, stripTop + STRIP);
  pictures.attentionOverTime.forEach((share, frame) => {
    const top = stripTop + STRIP - share * (STRIP - 2);
    context.lineTo(Math.min(end, x(frame * pictures.frameSeconds)), top);
    context.lineTo(Math.min(end, x((frame + 1) * pictures.frameSeconds)), top);
  });
  context.lineTo(end, stripTop + STRIP);
  context.fill();
  context.globalAlpha = 1;

  drawLanes({ context, color, answer, x, left, span, lanesTop, laneHeight, narrow });
  drawTimes({ context, color, pictures, x, bottom, narrow });

  const window = answer.windows[chosen];
  context.strokeStyle = color("accent");
  context.lineWidth = 2.5;
  context.strokeRect(x(window.start), 1.25, x(window.end) - x(window.start), bottom - 2.5);
  if (state.time !== undefined) {
    context.fillStyle = color("ink");
    context.fillRect(x(state.time) - 1, 0, 2, bottom);
    context.fillStyle = "#fff";
    context.fillRect(x(state.time) - 1, 0, 2, tall);
  }
  return { time: (at) => ((at - left) / span) * pictures.seconds };
}

/** Where the cells of windows meet: halfway between their middles. */
function edges(windows) {
  const middles = windows.map((window) => (window.start + window.end) / 2);
  const inner = middles.slice(1).map((middle, i) => (middles[i] + middle) / 2);
  return [windows[0].start, ...inner, windows.at(-1).end];
}

function drawLanes({ context, color, answer, x, left, span, lanesTop, laneHeight, narrow }) {
  const cells = edges(answer.windows);
  answer.labels.forEach(({ label, probability }, row) => {
    const top = lanesTop + (row + 1) * laneHeight - LANE;
    context.fillStyle = color("track");
    context.fillRect(left, top, span, LANE - 3);
    context.fillStyle = color("accent");
    answer.windows.forEach((window, i) => {
      context.globalAlpha = window.probabilities[row];
      context.fillRect(x(cells[i]), top, x(cells[i + 1]) - x(cells[i]) - (answer.windows.length > 1 ? 1 : 0), LANE - 3);
    });
    context.globalAlpha = 1;
    context.fillStyle = color(row ? "soft" : "ink");
    const percent = `${(100 * probability).toFixed(probability > 0.995 ? 0 : 1)} %`;
    if (narrow) {
      context.textAlign = "left";
      context.fillText(trimmed(context, label, span - 60), left, top - 7);
      context.textAlign = "right";
      context.fillText(percent, left + span, top - 7);
    } else {
      context.textAlign = "right";
      context.fillText(trimmed(context, label, left - 10), left - 8, top + (LANE - 3) / 2);
      context.textAlign = "left";
      context.fillText(percent, left + span + 8, top + (LANE - 3) / 2);
    }
  });
}

function drawTimes({ context, color, pictures, x, bottom, narrow }) {
  const apart = step(pictures.seconds, narrow ? 4 : 10);
  const decimals = Math.max(0, Math.ceil(-Math.log10(apart) - 1e-9));
  context.fillStyle = color("soft");
  context.textBaseline = "top";
  for (let i = 0; i * apart <= pictures.seconds + 1e-9; i++) {
    const at = x(i * apart);
    context.fillRect(at, bottom, 1, 4);
    const text = `${(i * apart).toFixed(decimals)} s`;
    const half = context.measureText(text).width / 2;
    context.textAlign = "center";
    context.fillText(text, Math.min(at, context.canvas.clientWidth - half - 1), bottom + 8);
  }
  context.textBaseline = "middle";
}

/**
 * Draws a window with its patches.
 *
 * @param state {pictures, chosen, patches: whether they are shown, attention, patch: {row, column}}
 * @returns the patch at a place of the canvas, {row, column}
 */
export function drawWindow(canvas, state) {
  const { pictures, chosen, patch } = state;
  const { answer, card } = pictures;
  const { grid, frontEnd } = card;
  const { context, width, height, color } = prepare(canvas);
  const start = Math.round(answer.windows[chosen].start / pictures.frameSeconds);
  const there = Math.min(frontEnd.frames, answer.spectrogram.frames - start);
  const x = (frame) => (width * frame) / frontEnd.frames;
  const y = (value) => height * (1 - value / frontEnd.values);

  hatch(context, 0, 0, width, height, color);
  context.imageSmoothingEnabled = false;
  context.drawImage(pictures.spectrogram, start, 0, there, frontEnd.values, 0, 0, x(there), height);
  context.imageSmoothingEnabled = true;
  if (state.attention) {
    context.drawImage(pictures.attention, start, 0, there, frontEnd.values, 0, 0, x(there), height);
  }
  const corner = (row, column) => ({
    frame: column * grid.strideFrames - grid.paddingFrames,
    value: row * grid.strideMels - grid.paddingMels,
  });
  if (state.patches) {
    context.fillStyle = "rgba(255, 255, 255, .8)";
    context.strokeStyle = "rgba(0, 0, 0, .4)"; // for those on the padding
    context.lineWidth = 1;
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        const { frame, value } = corner(row, column);
        const dot = Math.max(1, Math.min(2.5, width / grid.columns / 12));
        context.beginPath();
        context.arc(x(frame + grid.patchFrames / 2), y(value + grid.patchMels / 2), dot, 0, 7);
        context.stroke();
        context.fill();
      }
    }
    const { frame, value } = corner(patch.row, patch.column);
    context.strokeStyle = "#4dd8ff";
    context.lineWidth = 2.5;
    context.strokeRect(
      x(frame),
      y(value + grid.patchMels),
      x(grid.patchFrames),
      height - y(grid.patchMels),
    );
  }
  const nearest = (cell, size, stride, padding, count) => Math.round(place(cell - 0.5, size, stride, padding, count));
  return {
    patch: (atX, atY) => ({
      row: nearest((1 - atY / height) * frontEnd.values, grid.patchMels, grid.strideMels, grid.paddingMels, grid.rows),
      column: nearest((atX / width) * frontEnd.frames, grid.patchFrames, grid.strideFrames, grid.paddingFrames, grid.columns),
    }),
  };
}

/** Draws one patch, a pixel a value, and says where it is. */
export function drawPatch(canvas, { pictures, chosen, patch }) {
  const { answer, card } = pictures;
  const { grid, frontEnd } = card;
  const window = answer.windows[chosen];
  const start = Math.round(window.start / pictures.frameSeconds);
  const first = patch.column * grid.strideFrames - grid.paddingFrames;
  const lowest = patch.row * grid.strideMels - grid.paddingMels;
  canvas.width = grid.patchFrames;
  canvas.height = grid.patchMels;
  const context = canvas.getContext("2d");
  context.drawImage(
    paint(grid.patchFrames, grid.patchMels, (frame, value) => {
      const at = start + first + frame;
      const row = lowest + value;
      const inside = first + frame >= 0 && at < answer.spectrogram.frames && row >= 0 && row < frontEnd.values;
      return inside ? [...PALETTE[pictures.level(at, row)], 255] : [0, 0, 0, 0];
    }),
    0,
    0,
  );
  const map = answer.attention[chosen];
  const all = map.flat().reduce((a, b) => a + b, 0);
  const from = window.start + Math.max(0, first) * pictures.frameSeconds;
  const to = window.start + (first + grid.patchFrames) * pictures.frameSeconds;
  const centres = frontEnd.centresHz;
  const hertz = centres.length
    ? `${Math.round(centres[Math.max(0, lowest)]).toLocaleString("en")} to ${Math.round(
        centres[Math.min(centres.length - 1, lowest + grid.patchMels - 1)],
      ).toLocaleString("en")} Hz`
    : `values ${lowest} to ${lowest + grid.patchMels - 1}`;
  const share = all > 0 ? map[patch.row][patch.column] / all : 0;
  return `Patch ${patch.column + 1} of ${grid.columns} in time, ${patch.row + 1} of ${grid.rows} in frequency: ${from.toFixed(2)} to ${to.toFixed(2)} s, ${hertz}; it gets ${(100 * share).toFixed(1)} % of the window's attention.`;
}

/** Draws an embedding as a strip: blue below zero, orange above, by the largest value. */
export function drawEmbedding(canvas, embedding) {
  canvas.width = embedding.length;
  canvas.height = 1;
  const most = embedding.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const context = canvas.getContext("2d");
  embedding.forEach((value, i) => {
    const share = most > 0 ? Math.abs(value) / most : 0;
    context.fillStyle = value < 0 ? `rgba(47, 107, 208, ${share})` : `rgba(233, 124, 38, ${share})`;
    context.fillRect(i, 0, 1, 1);
  });
}
