/** What is heard: the clip as the model hears it, and recordings from the microphone. */

const FULL_SCALE = 32768;

function bytes(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** Plays a clip, or a part of it. */
export class Player {
  #context;
  #buffer;
  #source;
  #began;
  #from;

  /** told with the time in seconds while it plays, and with nothing at the end */
  onTime = () => {};

  /** @param sound {sampleRate, samples: 16 bits each in Base64} */
  load(sound) {
    this.stop();
    const data = bytes(sound.samples);
    const pcm = new DataView(data.buffer);
    this.#context ??= new AudioContext();
    this.#buffer = this.#context.createBuffer(1, data.length / 2, sound.sampleRate);
    const samples = this.#buffer.getChannelData(0);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = pcm.getInt16(2 * i, true) / FULL_SCALE;
    }
  }

  get playing() {
    return this.#source !== undefined;
  }

  /** Plays from one time to another, in seconds. */
  async play(from, to) {
    this.stop();
    await this.#context.resume(); // browsers let no page make a sound before a click
    const source = this.#context.createBufferSource();
    source.buffer = this.#buffer;
    source.connect(this.#context.destination);
    source.onended = () => this.#source === source && this.stop();
    this.#source = source;
    this.#began = this.#context.currentTime;
    this.#from = from;
    source.start(0, from, to - from);
    this.#tick(source);
  }

  #tick(source) {
    if (this.#source === source) {
      this.onTime(this.#from + this.#context.currentTime - this.#began);
      requestAnimationFrame(() => this.#tick(source));
    }
  }

  stop() {
    const source = this.#source;
    this.#source = undefined;
    source?.stop();
    this.onTime(undefined);
  }
}

/** Records from the microphone, without what makes speech on the telephone clearer. */
export class Recorder {
  #recorder;
  #meter;
  #starting = false;

  /** Whether the browser is asked for the microphone. */
  get starting() {
    return this.#starting;
  }

  get recording() {
    return this.#recorder?.state === "recording";
  }

  /**
   * Records until stop() or the limit.
   *
   * @param seconds the limit
   * @param onLevel told seconds and loudness, 0 to 1, while it records
   * @returns the recording
   */
  async record(seconds, onLevel) {
    this.#starting = true;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      });
    } finally {
      this.#starting = false;
    }
    const recorder = new MediaRecorder(stream);
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const ended = new Promise((resolve) => (recorder.onstop = resolve));
    this.#recorder = recorder;
    recorder.start();
    this.#watch(stream, onLevel);
    const limit = setTimeout(() => this.stop(), 1000 * seconds);
    await ended;
    clearTimeout(limit);
    stream.getTracks().forEach((track) => track.stop());
    await this.#meter.close();
    return new Blob(parts, { type: recorder.mimeType });
  }

  #watch(stream, onLevel) {
    this.#meter = new AudioContext();
    const analyser = this.#meter.createAnalyser();
    this.#meter.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const began = performance.now();
    const look = () => {
      const passed = (performance.now() - began) / 1000;
      if (!this.recording) {
        return;
      }
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
      const decibels = 10 * Math.log10(power + 1e-10);
      onLevel(passed, Math.min(1, Math.max(0, 1 + decibels / 60)));
      requestAnimationFrame(look);
    };
    look();
  }

  stop() {
    if (this.recording) {
      this.#recorder.stop();
    }
  }
}
