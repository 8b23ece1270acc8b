export function ThreadPane() {
  return null;
}
