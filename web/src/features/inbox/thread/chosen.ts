import type { Message } from "@/api/types";

/** Which option of which message the contact took last, by the message's id. */
export function chosenOptions(messages: readonly Message[]): Map<string, string> {
  const chosen = new Map<string, string>();
  const offers: Message[] = [];
  for (const message of messages) {
    if (message.options.length > 0) offers.push(message);
    const { button_id: option } = message.payload;
    if (message.direction !== "in" || typeof option !== "string") continue;
    const offer = message.reply_to?.id ?? offers.findLast((one) => one.options.some(({ id }) => id === option))?.id;
    if (offer) chosen.set(offer, option);
  }
  return chosen;
}
