import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Model } from "@/api/models";
import { useErrorText } from "@/api/use-error-text";
import { knownText } from "@/shared/words";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import { Loaded } from "../loaded";

const embeddingsQuery = queryOptions({
  queryKey: ["embeddings"],
  queryFn: () => unwrap(api.GET("/api/v1/knowledge/embeddings")),
});

/** Which model, if any, helps the base to be found by meaning too, and how far it has come with the articles. */
export function MeaningCard({ models }: { models: Model[] }) {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const embeddings = useQuery(embeddingsQuery);
  const choose = useMutation({
    meta: { quiet: true },
    mutationFn: (id: string | null) => unwrap(api.PUT("/api/v1/knowledge/embeddings", { body: { model_id: id } })),
    onSuccess: (after) => client.setQueryData(embeddingsQuery.queryKey, after),
  });
  // Anthropic makes no vectors of texts.
  const able = models.filter((model) => model.provider !== "anthropic");
  return (
    <Card aria-label={t("meaning.title")} className="grid gap-4 p-5">
      <header>
        <h3 className="font-medium">{t("meaning.title")}</h3>
        <p className="mt-1 max-w-prose text-[13px] text-ink-2">{t("meaning.lead")}</p>
      </header>
      <Loaded query={embeddings}>
        {({ model_id: chosen, passages, embedded, problem }) => (
          <>
            <Field
              label={t("meaning.model")}
              hint={t(able.length > 0 ? "meaning.hint" : "meaning.none")}
              error={choose.error ? text(choose.error) : undefined}
              className="max-w-96"
            >
              {(control) => (
                <Select {...control} disabled={choose.isPending} value={chosen ?? ""} onChange={(event) => choose.mutate(event.target.value || null)}>
                  <option value="">{t("meaning.words")}</option>
                  {able.map((model) => (
                    <option key={model.id} value={model.id}>
                      {model.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            {chosen && (
              <p role="status" className="text-[13px] text-ink-2">
                {t("meaning.progress", { done: embedded, total: passages })}
              </p>
            )}
            {problem && (
              <p role="alert" className="text-[13px] text-urucum-text">
                {t("meaning.problem", { reason: knownText("settings", `meaning.reason.${problem}`) ?? problem })}
              </p>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}
