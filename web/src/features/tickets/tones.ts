import type { Tone } from "@/shared/ui/badge";
import type { SlaTarget, Ticket } from "./queries";

export const priorityTone: Record<Ticket["priority"], Tone> = { low: "neutral", medium: "ceu", high: "ipe", critical: "urucum" };
export const statusTone: Record<Ticket["status"], Tone> = { open: "mata", waiting: "ipe", resolved: "ceu", closed: "neutral" };
export const targetTone: Record<SlaTarget["state"], Tone> = {
  ok: "neutral",
  soon: "ipe",
  late: "urucum",
  paused: "neutral",
  met: "mata",
  missed: "urucum",
};
