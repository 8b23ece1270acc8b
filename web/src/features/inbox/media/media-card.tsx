import type { Message } from "@/api/types";
import { AudioPlayer } from "./audio-player";
import { ContactCards } from "./contact-cards";
import { FileCard } from "./file-card";
import { FormAnswer } from "./form-answer";
import { ImageThumb, Sticker } from "./image-thumb";
import { MissingMedia } from "./missing-media";
import { OrderCard } from "./order-card";
import { PlaceCard } from "./place-card";

/** What a message carries besides words: a file, a place, people, an order, a form. */
export function MediaCard({ message }: { message: Message }) {
  const { type, attachment, payload } = message;
  if (type === "location") return <PlaceCard payload={payload} />;
  if (type === "contacts") return <ContactCards payload={payload} />;
  if (type === "order") return <OrderCard payload={payload} />;
  if (type === "interactive") return <FormAnswer payload={payload} />;
  if (!attachment) return null;
  if (attachment.state !== "stored") return <MissingMedia attachment={attachment} />;
  if (type === "sticker") return <Sticker attachment={attachment} />;
  if (type === "document") return <FileCard attachment={attachment} />;
  if (/^(image|video)\//.test(attachment.mime_type)) return <ImageThumb message={message} attachment={attachment} />;
  if (attachment.mime_type.startsWith("audio/")) return <AudioPlayer attachment={attachment} />;
  return <FileCard attachment={attachment} />;
}
