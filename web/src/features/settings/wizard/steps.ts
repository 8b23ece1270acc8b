import type { ChannelLine } from "@/api/types";
import { local } from "../channels/connectors";

export type StepId = "provedor" | "conta" | "conexao" | "teste" | "regras" | "pronto";

type Kind = { name: string; abilities: readonly string[] };

/** What connecting a channel of this kind takes. Before one is chosen, what most take. */
export function stepsOf(connector: Kind | undefined): StepId[] {
  if (connector?.name === "simulator") return ["provedor", "conta", "pronto"];
  if (connector?.name === "webchat") return ["provedor", "conta", "conexao", "pronto"];
  return ["provedor", "conta", "conexao", "teste", "regras", "pronto"];
}

/** The first step that is still to be done, for somebody who comes back. */
export function resumeAt(channel: Pick<ChannelLine, "connector" | "state" | "abilities" | "session" | "last_event_at">): StepId {
  if (local.includes(channel.connector)) return channel.connector === "webchat" ? "conexao" : "pronto";
  if (channel.state !== "ok" && !channel.abilities.includes("sessions")) return "conta";
  if (channel.abilities.includes("sessions") ? channel.session !== "working" : channel.last_event_at === null) return "conexao";
  return channel.last_event_at === null ? "teste" : "regras";
}

/** A word of the address, when it is a step of this channel. */
export function stepOf(word: string | undefined, steps: readonly StepId[]): StepId | undefined {
  return steps.find((step) => step === word);
}
