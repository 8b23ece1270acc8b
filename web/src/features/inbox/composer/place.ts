/** "-23,55; -46,63", "-23.55, -46.63", or the address of a map that carries them ("…@-23.55,-46.63,17z"). */
const PAIR = /(-?\d{1,2}(?:[.,]\d+)?)\s*[,;\s/]\s*(-?\d{1,3}(?:[.,]\d+)?)/;
const IN_LINK = /(?:@|q=|query=|mlat=|ll=)(-?\d{1,2}\.\d+)(?:,|%2C|&mlon=)(-?\d{1,3}\.\d+)/i;

/** Reads a place from what people paste; null when it holds none. */
export function placeIn(written: string): { latitude: number; longitude: number } | null {
  const found = IN_LINK.exec(written) ?? (written.includes("://") ? null : PAIR.exec(written));
  if (!found) return null;
  const [latitude, longitude] = found.slice(1, 3).map((part) => Number(part.replace(",", "."))) as [number, number];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}
