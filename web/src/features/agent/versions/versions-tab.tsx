import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import type { Agent } from "../agents";
import { DifferenceList } from "../difference-list";
import { Loaded } from "../loaded";
import type { DraftState } from "../use-draft";
import { VersionList } from "./version-list";

/** Everything that was ever saved: compared, published again, or taken up as a beginning. */
export function VersionsTab({ agent, state }: { agent: Agent; state: DraftState }) {
  const { t } = useTranslation("agent");
  const [chosen, choose] = useState(agent.versions[0]!.version);
  const [wanted, setAgainst] = useState(agent.published_version);
  const version = agent.versions.find((one) => one.version === chosen) ?? agent.versions[0]!;
  const others = agent.versions.filter((one) => one !== version);
  const before = others.find((one) => one.version < version.version) ?? others[0];
  const against = others.find((one) => one.version === wanted) ?? before;
  const { moment } = useWhen();
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[260px_minmax(0,1fr)]">
      <VersionList agent={agent} chosen={version.version} onChoose={choose} />
      <div className="grid gap-4">
        <header className="flex flex-wrap items-end gap-3">
          <div className="min-w-0 flex-1 basis-48">
            <h2 className="font-display text-[17px] font-semibold tabular-nums">{t("version", { version: version.version })}</h2>
            <p className="text-[13px] text-ink-3">{t("by", { author: version.author, at: moment(version.at) })}</p>
          </div>
          {against && (
            <Field label={t("versions.against")}>
              {(control) => (
                <Select {...control} value={against.version} onChange={(event) => setAgainst(Number(event.target.value))}>
                  {others.map((one) => (
                    <option key={one.version} value={one.version}>
                      {t(one.published ? "versions.onAir" : "version", { version: one.version })}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          <Button disabled={state.dirty || state.base.version === version.version} onClick={() => state.begin(version.version)}>
            {t("versions.begin")}
          </Button>
        </header>
        {against ? (
          <Comparison agentId={agent.id} before={against.version} after={version.version} />
        ) : (
          <p className="max-w-prose text-ink-3">{t("versions.onlyOne")}</p>
        )}
      </div>
    </div>
  );
}

function Comparison({ agentId, before, after }: { agentId: string; before: number; after: number }) {
  const diff = useQuery({
    queryKey: ["agents", agentId, "diff", before, after],
    queryFn: () =>
      unwrap(api.GET("/api/v1/agents/{agent_id}/versions/{before}/diff/{after}", { params: { path: { agent_id: agentId, before, after } } })),
    // Versions never change.
    staleTime: Infinity,
  });
  return <Loaded query={diff}>{({ items }) => <DifferenceList items={items} />}</Loaded>;
}
