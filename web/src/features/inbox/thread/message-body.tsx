import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { AudioPlayer } from "../media/audio-player";
import { ContactCards } from "../media/contact-cards";
import { FileCard } from "../media/file-card";
import { ImageThumb } from "../media/image-thumb";
import { MissingMedia } from "../media/missing-media";
import { OrderCard } from "../media/order-card";
import { PlaceCard } from "../media/place-card";
import { VideoBox } from "../media/video-box";
import { RichText } from "@/shared/ui/rich-text";

/** What was said: the file or card, then the words that go with it. */
export function MessageBody({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const card = <Card message={message} />;
  const { text, type } = message;
  if (text) {
    return (
      <>
        {card}
        <RichText text={text} mentions={type === "note"} />
      </>
    );
  }
  const silent = type === "text" || type === "unsupported" || type === "template" || type === "reaction";
  return silent && !message.attachment ? <p className="text-ink-2 italic">{t(`type.${type}`)}</p> : card;
}

function Card({ message }: { message: Message }) {
  const { type, attachment, payload } = message;
  if (type === "location") return <PlaceCard payload={payload} />;
  if (type === "contacts") return <ContactCards payload={payload} />;
  if (type === "order") return <OrderCard payload={payload} />;
  if (!attachment) return null;
  if (attachment.state !== "stored") return <MissingMedia state={attachment.state} />;
  if (type === "sticker") return <ImageThumb attachment={attachment} author={message.author} sticker />;
  if (attachment.mime_type.startsWith("image/")) return <ImageThumb attachment={attachment} author={message.author} />;
  if (attachment.mime_type.startsWith("video/")) return <VideoBox attachment={attachment} />;
  if (attachment.mime_type.startsWith("audio/")) return <AudioPlayer attachment={attachment} />;
  return <FileCard attachment={attachment} />;
}
