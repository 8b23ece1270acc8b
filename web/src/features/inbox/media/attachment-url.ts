export function attachmentUrl(id: string): string {
  return `/api/v1/attachments/${id}`;
}
