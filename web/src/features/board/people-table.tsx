import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Badge, type Tone } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import type { Board } from "./queries";

type Person = Board["people"][number];

const tones: Record<string, Tone> = { online: "mata", paused: "ipe", offline: "neutral" };

/** Who is at work, and how much each of them has. */
export function PeopleTable({ people }: { people: Person[] }) {
  const { t } = useTranslation("supervision");
  return (
    <Card aria-label={t("board.people")} className="p-5">
      <h2 className="mb-2 font-medium">{t("board.people")}</h2>
      <ul aria-label={t("board.people")} className="divide-y">
        {people.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
    </Card>
  );
}

function PersonRow({ person }: { person: Person }) {
  const { t } = useTranslation("supervision");
  const { span } = useWhen();
  const now = useNow();
  const state = person.state === "online" || person.state === "paused" ? person.state : "offline";
  const share = Math.min(1, person.load / Math.max(1, person.capacity));
  return (
    <li className="flex items-center gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{person.name}</p>
        <p className="truncate text-[12.5px] text-ink-3">{person.reason ?? person.queues.join(", ")}</p>
      </div>
      <div className="w-24 shrink-0">
        <p className="text-right text-[12.5px] tabular-nums">{t("board.loadOf", { load: person.load, capacity: person.capacity })}</p>
        <span aria-hidden className="mt-0.5 block h-1.5 overflow-hidden rounded-full bg-sunken">
          <span className={`block h-full rounded-full ${share >= 1 ? "bg-urucum" : "bg-mata"}`} style={{ width: `${share * 100}%` }} />
        </span>
      </div>
      <Badge tone={tones[state] ?? "neutral"} title={person.since ? t("board.since", { time: span(now - Date.parse(person.since)) }) : undefined}>
        {t(`board.state.${state}`)}
      </Badge>
    </li>
  );
}
