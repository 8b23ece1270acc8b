import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ThumbsDown, ThumbsUp, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useMay } from "@/api/me";
import { useTraceWords } from "@/shared/trace/use-trace-words";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { IconButton } from "@/shared/ui/icon-button";
import { Loaded } from "../loaded";

type Example = components["schemas"]["ExampleItem"];

const examplesQuery = queryOptions({
  queryKey: ["understanding", "examples"],
  queryFn: () => unwrap(api.GET("/api/v1/understanding/examples")),
});

/** What people taught: the thumbs up and down under what was decided. */
export function ExampleList() {
  const { t } = useTranslation("quality");
  const examples = useQuery(examplesQuery);
  return (
    <Card aria-label={t("examples.title")} className="overflow-hidden">
      <header className="px-5 pt-4 pb-3">
        <h2 className="font-medium">{t("examples.title")}</h2>
        <p className="text-[13px] text-ink-3">{t("examples.hint")}</p>
      </header>
      <Loaded query={examples}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-5 pb-5 text-ink-3">{t("examples.none")}</p>
          ) : (
            <ul className="divide-y border-t">
              {items.map((example) => (
                <ExampleRow key={example.id} example={example} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}

function ExampleRow({ example }: { example: Example }) {
  const { t } = useTranslation("quality");
  const { fact, label } = useTraceWords();
  const client = useQueryClient();
  const mayEdit = useMay("supervisor");
  const forget = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/understanding/examples/{example_id}", { params: { path: { example_id: example.id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["understanding"] }),
  });
  return (
    <li className="flex items-start gap-3 px-5 py-3">
      {example.agreed !== null && (
        <span className={example.agreed ? "text-mata-text" : "text-urucum-text"}>
          {example.agreed ? (
            <ThumbsUp className="mt-0.5 size-4" role="img" aria-label={t("examples.right")} />
          ) : (
            <ThumbsDown className="mt-0.5 size-4" role="img" aria-label={t("examples.wrong")} />
          )}
        </span>
      )}
      <div className="min-w-0 flex-1">
        <p className="[overflow-wrap:anywhere]">{example.text}</p>
        <p className="mt-1 flex flex-wrap gap-1.5">
          {Object.entries(example.labels).map(([head, value]) => (
            <Badge key={head}>
              {fact(head)}: {label(String(value))}
            </Badge>
          ))}
        </p>
        <p className="mt-1 text-[12.5px] text-ink-3">{t("examples.by", { author: example.author })}</p>
      </div>
      {mayEdit && (
        <IconButton label={t("examples.forget")} disabled={forget.isPending} onClick={() => forget.mutate()}>
          <Trash2 aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
