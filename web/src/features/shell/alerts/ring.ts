let context: AudioContext | null = null;

/** Browsers let a page sound only after somebody touched it: the first touch opens the way. */
function wake(): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
}

for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, wake, { once: true });

/** Two soft notes. Says nothing where the browser does not allow sound yet. */
export function ring(): void {
  if (context?.state !== "running") return;
  note(context, 880, 0);
  note(context, 1174.66, 0.14);
}

/** `pitch` in hertz, `after` in seconds. */
function note(sound: AudioContext, pitch: number, after: number): void {
  const from = sound.currentTime + after;
  const tone = sound.createOscillator();
  const level = sound.createGain();
  tone.frequency.value = pitch;
  level.gain.setValueAtTime(0, from);
  level.gain.linearRampToValueAtTime(0.18, from + 0.02);
  level.gain.exponentialRampToValueAtTime(0.0001, from + 0.4);
  tone.connect(level).connect(sound.destination);
  tone.start(from);
  tone.stop(from + 0.45);
}
