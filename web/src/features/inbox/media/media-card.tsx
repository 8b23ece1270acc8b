import type { Message } from "@/api/types";
import { AudioPlayer } from "./audio-player";
import { ContactCards } from "./contact-cards";
import { FileCard } from "./file-card";
import { ImageThumb } from "./image-thumb";
import { MissingMedia } from "./missing-media";
import { OrderCard } from "./order-card";
import { PlaceCard } from "./place-card";
import { VideoBox } from "./video-box";

/** What a message carries besides words: a file, a place, people, an order. */
export function MediaCard({ message }: { message: Message }) {
  const { type, attachment, payload, author } = message;
  if (type === "location") return <PlaceCard payload={payload} />;
  if (type === "contacts") return <ContactCards payload={payload} />;
  if (type === "order") return <OrderCard payload={payload} />;
  if (!attachment) return null;
  if (attachment.state !== "stored") return <MissingMedia state={attachment.state} />;
  if (type === "sticker") return <ImageThumb attachment={attachment} author={author} sticker />;
  if (attachment.mime_type.startsWith("image/")) return <ImageThumb attachment={attachment} author={author} />;
  if (attachment.mime_type.startsWith("video/")) return <VideoBox attachment={attachment} />;
  if (attachment.mime_type.startsWith("audio/")) return <AudioPlayer attachment={attachment} />;
  return <FileCard attachment={attachment} />;
}
