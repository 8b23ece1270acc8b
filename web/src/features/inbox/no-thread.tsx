export function NoThread() {
  return null;
}
