import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import type { Board } from "./queries";

const head = "py-1.5 text-right font-normal first:text-left";
const cell = "py-1.5 text-right tabular-nums first:text-left";

/** What waits in each queue, and who could take it. */
export function QueueTable({ queues }: { queues: Board["queues"] }) {
  const { t } = useTranslation("supervision");
  const { span } = useWhen();
  const now = useNow();
  return (
    <Card className="p-5">
      <h2 className="mb-2 font-medium">{t("board.queues")}</h2>
      <div className="scroll-thin overflow-x-auto" role="region" aria-label={t("board.queues")} tabIndex={0}>
        <table className="w-full text-[13px]">
          <thead>
            <tr className="text-ink-3">
              <th scope="col" className={head}>{t("board.queue")}</th>
              <th scope="col" className={head}>{t("board.waiting")}</th>
              <th scope="col" className={head}>{t("board.oldest")}</th>
              <th scope="col" className={head}>{t("board.risk")}</th>
              <th scope="col" className={head}>{t("board.online")}</th>
              <th scope="col" className={head}>{t("board.free")}</th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <tr key={queue.id ?? "none"} className="border-t">
                <th scope="row" className={`${cell} font-medium`}>
                  {queue.id ? (
                    <Link to="/conversas" search={{ aba: "waiting", ordem: "queue", fila: queue.id }} className="underline-offset-2 hover:underline">
                      {queue.name}
                    </Link>
                  ) : (
                    t("board.noQueue")
                  )}{" "}
                  {queue.alarmed && <Badge tone="urucum">{t("board.alarmed")}</Badge>}
                </th>
                <td className={cell}>{queue.waiting}</td>
                <td className={cell}>{queue.oldest ? span(now - Date.parse(queue.oldest)) : "–"}</td>
                <td className={cell}>{queue.soon + queue.late}</td>
                <td className={cell}>{queue.online}</td>
                <td className={cell}>{queue.free}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
