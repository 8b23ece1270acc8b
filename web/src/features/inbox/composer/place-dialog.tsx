import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { PlaceCard } from "../media/place-card";
import { ExtraDialog, type ExtraDialogProps } from "./extra-dialog";
import { placeIn } from "./place";
import { useSendExtra } from "./use-send";

/** A place, by its coordinates or by a link of any map. */
export function PlaceDialog({ conversation, onClose }: ExtraDialogProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const [where, setWhere] = useState("");
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const send = useSendExtra(conversation.id);
  const place = placeIn(where);
  const location = place && { ...place, name: name.trim() || null, address: address.trim() || null };
  return (
    <ExtraDialog title={t("inbox:more.place")} ready={place !== null} onSend={() => location && send({ extra: { location } })} onClose={onClose}>
      <Field label={t("place.where")} hint={t("place.whereHint")} error={where.trim() && !place ? t("place.notFound") : undefined}>
        {(control) => <Input {...control} value={where} onChange={(event) => setWhere(event.target.value)} autoComplete="off" />}
      </Field>
      <Field label={t("place.name")}>
        {(control) => <Input {...control} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t("place.address")}>
        {(control) => <Input {...control} value={address} maxLength={500} onChange={(event) => setAddress(event.target.value)} />}
      </Field>
      {location && <PlaceCard payload={location} />}
    </ExtraDialog>
  );
}
