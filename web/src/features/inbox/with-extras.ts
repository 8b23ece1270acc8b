import { loadTexts } from "@/locales";

/** A part of the inbox that is opened now and then, with the texts only such parts use. */
export async function withExtras<T>(part: Promise<T>): Promise<T> {
  await loadTexts("extras");
  return part;
}

/** The trace of a turn, whose texts it shares with the agent's page. */
export async function withTraceTexts<T>(part: Promise<T>): Promise<T> {
  await Promise.all([loadTexts("trace"), loadTexts("problems")]);
  return part;
}

/** What operators organise with, and its texts. */
export async function withDeskTexts<T>(part: Promise<T>): Promise<T> {
  await loadTexts("desk");
  return part;
}
