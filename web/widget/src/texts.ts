/** What the widget says, in the page's language: Portuguese first, English beside it. */

const pt = {
  open: "Abrir conversa",
  unread: (count: number) => (count === 1 ? "1 mensagem nova" : `${count} mensagens novas`),
  close: "Fechar conversa",
  messages: "Mensagens",
  write: "Escreva sua mensagem",
  send: "Enviar",
  attach: "Anexar arquivo",
  you: "Você",
  agent: "Assistente virtual",
  operator: "Atendente",
  typing: "digitando",
  sending: "enviando",
  sent: "enviada",
  failed: "Não enviada.",
  retry: "Tentar de novo",
  offline: "Sem conexão. Suas mensagens seguem quando ela voltar.",
  waiting: "Uma pessoa da equipe vai responder aqui.",
  tooLong: (limit: number) => `O limite é de ${limit} caracteres.`,
  tooLarge: (limit: number) => `O arquivo passa de ${limit} MB.`,
  refusedFile: "Arquivo não aceito.",
  slowDown: "Muitas mensagens. Esta segue em instantes.",
  options: "Opções",
  good: "Ajudou",
  bad: "Não ajudou",
  image: "Imagem",
  file: "Arquivo",
};

const en: typeof pt = {
  open: "Open chat",
  unread: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  close: "Close chat",
  messages: "Messages",
  write: "Write a message",
  send: "Send",
  attach: "Attach a file",
  you: "You",
  agent: "Virtual assistant",
  operator: "Team",
  typing: "typing",
  sending: "sending",
  sent: "sent",
  failed: "Not sent.",
  retry: "Try again",
  offline: "No connection. Messages go out when it is back.",
  waiting: "Someone of the team will answer here.",
  tooLong: (limit) => `The limit is ${limit} characters.`,
  tooLarge: (limit) => `The file is larger than ${limit} MB.`,
  refusedFile: "File not accepted.",
  slowDown: "Many messages. This one goes out in a moment.",
  options: "Options",
  good: "Helpful",
  bad: "Not helpful",
  image: "Image",
  file: "File",
};

export type Texts = typeof pt;

/** Portuguese for `pt…`, English for any other language. */
export const textsFor = (language: string): Texts => (/^pt\b/i.test(language) ? pt : en);
