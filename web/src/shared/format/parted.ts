/** Words somebody typed with commas between them, without blanks around them and without empty ones. */
export function parted(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}
