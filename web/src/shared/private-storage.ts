const PREFIX = "prosa.private.";

/** What this browser keeps for the person signed in, such as unsent texts. Signing out clears it. */
export const privateStorage = {
  /** What was written under `key`, or null. The caller knows its shape. */
  read(key: string): unknown {
    const stored = localStorage.getItem(PREFIX + key);
    return stored === null ? null : JSON.parse(stored);
  },
  write(key: string, value: unknown): void {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  },
  remove(key: string): void {
    localStorage.removeItem(PREFIX + key);
  },
  clear(): void {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  },
};
