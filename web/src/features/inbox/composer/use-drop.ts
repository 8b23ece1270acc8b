import { type ClipboardEvent, type DragEvent, useState } from "react";

/** Files that are pasted into a place or dropped on it. `over`: one is held above it now. */
export function useDrop(onFiles: (files: FileList) => void, enabled: boolean) {
  const [over, setOver] = useState(false);
  const target = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(enabled);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (enabled) onFiles(event.dataTransfer.files);
    },
    onPaste: (event: ClipboardEvent) => {
      if (event.clipboardData.files.length === 0 || !enabled) return;
      event.preventDefault();
      onFiles(event.clipboardData.files);
    },
  };
  return { over, target };
}
