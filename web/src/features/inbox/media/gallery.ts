import type { Attachment, Message } from "@/api/types";

/** A picture or film of the thread, as the large view shows it. */
export type Shot = { message: Message; attachment: Attachment; film: boolean };

/** What can be looked at large, in the order it was sent. Stickers and what was taken back are left out. */
export function galleryOf(messages: readonly Message[]): Shot[] {
  return messages.flatMap((message) => {
    const { attachment } = message;
    if (!attachment || attachment.state !== "stored" || message.type === "sticker" || message.deleted_at) return [];
    const [kind] = attachment.mime_type.split("/");
    return kind === "image" || kind === "video" ? [{ message, attachment, film: kind === "video" }] : [];
  });
}

type Size = { width: number | null; height: number | null };

/** Pixels. */
const WIDEST = 288;
const TALLEST = 320;
const USUAL = { width: WIDEST, height: 192 };

/** The box of a picture in the thread: its own shape when that is known, within bounds, so that nothing jumps. */
export function boxOf({ width, height }: Size): { width: number; height: number } {
  if (!width || !height) return USUAL;
  const scale = Math.min(WIDEST / width, TALLEST / height, 1);
  return { width: Math.max(120, Math.round(width * scale)), height: Math.max(80, Math.round(height * scale)) };
}
