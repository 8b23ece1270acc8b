const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP = 4;

/** A password that can be read out: four groups of letters and digits that are not mistaken for each other. */
export function readablePassword(): string {
  const drawn = crypto.getRandomValues(new Uint32Array(GROUPS * GROUP));
  const letters = Array.from(drawn, (number) => LETTERS.charAt(number % LETTERS.length)).join("");
  return letters.match(/.{4}/g)!.join("-");
}
