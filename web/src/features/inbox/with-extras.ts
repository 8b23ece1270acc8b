import { loadTexts } from "@/locales";

/** A part of the inbox that is opened now and then, with the texts only such parts use. */
export async function withExtras<T>(part: Promise<T>): Promise<T> {
  await loadTexts("extras");
  return part;
}
