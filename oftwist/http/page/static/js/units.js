// Numbers as people read them: rates in bits, counts in groups of three, ages in the largest two units.

const PREFIXES = ["", "k", "M", "G", "T", "P"];

function scaled(value, unit) {
  let step = 0;
  while (Math.abs(value) >= 999.5 && step < PREFIXES.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step === 0 || Math.abs(value) >= 99.5 ? 0 : 1;
  return `${value.toFixed(digits)} ${PREFIXES[step]}${unit}`;
}

/** Bytes per second, told in bits per second. */
export function bitRate(bytes) {
  return Number.isFinite(bytes) ? scaled(bytes * 8, "b/s") : "–";
}

/** Packets per second. */
export function packetRate(packets) {
  return packets > 0 ? scaled(packets, "p/s") : "–";
}

/** The speed of a port, bits per second. */
export function speed(bits) {
  return bits ? scaled(bits, "b/s") : "–";
}

/** A number of bytes. */
export function bytes(value) {
  return Number.isFinite(value) ? scaled(value, "B") : "–";
}

/** A count in groups of three digits. */
export function count(value) {
  if (value === null || value === undefined) return "–";
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/** A time span in seconds: 4.2 s, 3 min 10 s, 2 h 5 min, 3 d 4 h. */
export function span(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
  return `${Math.floor(whole / 86400)} d ${Math.floor(whole / 3600) % 24} h`;
}

/** A short time such as a round trip, given in seconds. */
export function milliseconds(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  return seconds < 0.0095 ? `${(seconds * 1000).toFixed(2)} ms` : `${(seconds * 1000).toFixed(0)} ms`;
}

/** The time of day of a time in seconds since 1970. */
export function clock(seconds) {
  return new Date(seconds * 1000).toTimeString().slice(0, 8); // the locale's own way takes a hundred times as long
}

/** Whole date and time of a time in seconds since 1970. */
export function date(seconds) {
  return seconds ? new Date(seconds * 1000).toLocaleString(undefined, { hour12: false }) : "–";
}
