import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { useErrorText } from "@/api/use-error-text";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { SearchField } from "@/shared/ui/search-field";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "./loaded";
import { thesaurusQuery, type ThesaurusLine } from "./queries";

const SHOWN = 30;

/** Words that mean the same to contacts: each line is one idea. */
export function ThesaurusView() {
  const { t } = useTranslation("knowledge");
  const lines = useQuery(thesaurusQuery);
  const mayEdit = useMay("supervisor");
  const [q, setQ] = useState("");
  const asked = q.trim().toLowerCase();
  return (
    <div className="grid gap-4">
      <p className="max-w-prose text-ink-2">{t("thesaurus.lead")}</p>
      {mayEdit && <NewLine />}
      <SearchField label={t("thesaurus.search")} value={q} onChange={(event) => setQ(event.target.value)} />
      <Loaded query={lines}>
        {({ items }) => {
          const found = items.filter((line) => !asked || [line.name, ...line.words].some((word) => word.toLowerCase().includes(asked)));
          return (
            <>
              <ul aria-label={t("nav.sinonimos")} className="grid gap-2">
                {found.slice(0, SHOWN).map((line) => (
                  <li key={`${line.name}/${line.words.join()}`}>
                    <LineCard line={line} mayEdit={mayEdit} />
                  </li>
                ))}
              </ul>
              {found.length > SHOWN && <p className="text-[13px] text-ink-3">{t("thesaurus.more", { count: found.length - SHOWN })}</p>}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

const asWords = (typed: string) => [...new Set(typed.split(/[,\n]/).map((word) => word.trim()).filter(Boolean))];

function useLine() {
  const client = useQueryClient();
  return {
    client,
    again: () => client.invalidateQueries({ queryKey: thesaurusQuery.queryKey }),
    put: (name: string, words: string[]) => unwrap(api.PUT("/api/v1/knowledge/thesaurus/{name}", { params: { path: { name } }, body: { words } })),
  };
}

function LineCard({ line, mayEdit }: { line: ThesaurusLine; mayEdit: boolean }) {
  const { t } = useTranslation("knowledge");
  const text = useErrorText();
  const { again, put } = useLine();
  const [words, setWords] = useState(line.words.join(", "));
  const save = useMutation({ meta: { quiet: true }, mutationFn: () => put(line.name, asWords(words)), onSuccess: () => toast.done(t("thesaurus.saved")), onSettled: again });
  const reset = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/knowledge/thesaurus/{name}", { params: { path: { name: line.name } } })),
    onSettled: again,
  });
  const own = line.shipped === null;
  const changed = !own && line.shipped!.join() !== line.words.join();
  return (
    <Card className="flex flex-wrap items-end gap-2 p-3">
      <Field label={line.name.replaceAll("_", " ")} error={save.error ? text(save.error) : undefined} className="min-w-0 flex-1 basis-72">
        {(control) => <Textarea {...control} disabled={!mayEdit} value={words} onChange={(event) => setWords(event.target.value)} className="min-h-10 resize-none" />}
      </Field>
      {(own || changed) && <Badge tone="ceu">{t(own ? "thesaurus.own" : "thesaurus.changed")}</Badge>}
      {mayEdit && (
        <>
          <Button size="sm" disabled={words === line.words.join(", ") || save.isPending} onClick={() => save.mutate()} aria-label={`${t("save", { ns: "common" })}: ${line.name}`}>
            {t("save", { ns: "common" })}
          </Button>
          {(own || changed) && (
            <Button size="sm" variant="ghost" disabled={reset.isPending} onClick={() => reset.mutate()} aria-label={`${t("thesaurus.reset")}: ${line.name}`}>
              <RotateCcw aria-hidden />
              {t("thesaurus.reset")}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}

function NewLine() {
  const { t } = useTranslation("knowledge");
  const text = useErrorText();
  const { again, put } = useLine();
  const [words, setWords] = useState("");
  const listed = asWords(words);
  const add = useMutation({
    meta: { quiet: true },
    mutationFn: () => put(nameOf(listed[0]!), listed),
    onSuccess: () => setWords(""),
    onSettled: again,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (listed.length > 1) add.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <Field label={t("thesaurus.new")} hint={t("thesaurus.newHint")} error={add.error ? text(add.error) : undefined} className="min-w-0 flex-1 basis-72">
        {(control) => <Input {...control} value={words} placeholder={t("thesaurus.example")} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <Button type="submit" variant="primary" className="mb-6" disabled={listed.length < 2 || add.isPending}>
        {t("thesaurus.add")}
      </Button>
    </form>
  );
}

/** A line is called after its first word, in plain letters. */
function nameOf(word: string): string {
  const plain = word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 40) || "termo";
}
