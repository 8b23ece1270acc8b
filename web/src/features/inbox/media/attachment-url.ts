export function attachmentUrl(id: string): string {
  return `/api/v1/attachments/${id}`;
}

/** A small picture of it, where the server made one. */
export function thumbnailUrl(id: string): string {
  return `${attachmentUrl(id)}/thumbnail`;
}
