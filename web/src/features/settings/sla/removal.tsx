import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { IconButton } from "@/shared/ui/icon-button";
import { toast } from "@/shared/ui/toast";

type RemovalProps = { label: string; title: string; hint: string; action: string; done: string; remove: () => Promise<unknown> };

/** Takes a line of this section away, after asking. */
export function Removal({ label, title, hint, action, done, remove }: RemovalProps) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: () => toast.done(done),
    onSettled: () => client.invalidateQueries({ queryKey: ["sla"] }),
  });
  return (
    <>
      <IconButton label={label} onClick={() => setAsking(true)} disabled={removing.isPending}>
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog open={asking} onOpenChange={setAsking} title={title} description={hint} action={action} onConfirm={() => removing.mutate()} danger />
    </>
  );
}
