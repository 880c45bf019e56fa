// Golden bytes of the frames dialect: what both sides have to send and to understand, byte for byte.

/** What a vector says: a preface and its version, a control message, or a chunk. */
export type Value =
  | { preface: number }
  | { control: { type: string; [field: string]: unknown } }
  | { transfer: number; data: number[] };

export interface Vector {
  /** Who sends it, and what it is. */
  name: string;
  hex: string;
  value: Value;
}

const SHA256 = "0123456789abcdef".repeat(4);

export const VECTORS: readonly Vector[] = [
  { name: "client: preface", hex: "005061726c6f7201", value: { preface: 1 } },
  { name: "server: preface", hex: "005061726c6f7201", value: { preface: 1 } },
  {
    name: "client: nick",
    hex: "00000027017b2274797065223a226e69636b222c226e616d65223a22416e6e204c6565222c226964223a317d",
    value: { control: { type: "nick", name: "Ann Lee", id: 1 } },
  },
  {
    name: "client: nick of who was here before",
    hex: "00000032017b2274797065223a226e69636b222c226e616d65223a22416e6e204c6565222c2273696e6365223a34312c226964223a317d",
    value: { control: { type: "nick", name: "Ann Lee", since: 41, id: 1 } },
  },
  {
    name: "client: nick of who wants nothing earlier",
    hex: "00000032017b2274797065223a226e69636b222c226e616d65223a22416e6e204c6565222c227265706c6179223a302c226964223a317d",
    value: { control: { type: "nick", name: "Ann Lee", replay: 0, id: 1 } },
  },
  {
    name: "client: resume",
    hex: "0000005b017b2274797065223a22726573756d65222c22746f6b656e223a22322e71324a6b387658624e6e305a72354c77597431634873376d45645566344761506f394b6933526a56783641222c2273696e6365223a34312c226964223a317d",
    value: {
      control: {
        type: "resume",
        token: "2.q2Jk8vXbNn0Zr5LwYt1cHs7mEdUf4GaPo9Ki3RjVx6A",
        since: 41,
        id: 1,
      },
    },
  },
  {
    name: "client: say",
    hex: "0000003b017b2274797065223a22736179222c2274657874223a224772c3bcc39f6520f09f918b205c2271756f7465645c22205c5c6f2f222c226964223a327d",
    value: { control: { type: "say", text: 'Grüße 👋 "quoted" \\o/', id: 2 } },
  },
  {
    name: "client: say of several lines",
    hex: "0000002b017b2274797065223a22736179222c2274657874223a226f6e655c6e5c6e202074776f222c226964223a327d",
    value: { control: { type: "say", text: "one\n\n  two", id: 2 } },
  },
  {
    name: "client: say of an action",
    hex: "00000032017b2274797065223a22736179222c2274657874223a227761766573222c22616374696f6e223a747275652c226964223a327d",
    value: { control: { type: "say", text: "waves", action: true, id: 2 } },
  },
  {
    name: "client: say that can be sent again",
    hex: "00000051017b2274797065223a22736179222c2274657874223a2268656c6c6f222c226b6579223a2230313932663063312d376233612d376335312d386134652d316632643363346235613639222c226964223a327d",
    value: {
      control: { type: "say", text: "hello", key: "0192f0c1-7b3a-7c51-8a4e-1f2d3c4b5a69", id: 2 },
    },
  },
  {
    name: "client: msg",
    hex: "0000003b017b2274797065223a226d7367222c22746f223a2244616e69656c222c2274657874223a2273656520796f7520617420736978222c226964223a337d",
    value: { control: { type: "msg", to: "Daniel", text: "see you at six", id: 3 } },
  },
  {
    name: "client: msg of several lines",
    hex: "00000035017b2274797065223a226d7367222c22746f223a2244616e69656c222c2274657874223a226f6e655c6e74776f222c226964223a337d",
    value: { control: { type: "msg", to: "Daniel", text: "one\ntwo", id: 3 } },
  },
  {
    name: "client: msg that can be sent again",
    hex: "0000005e017b2274797065223a226d7367222c22746f223a2244616e69656c222c2274657874223a2270737374222c226b6579223a2230313932663063312d376233612d376335312d386134652d316632643363346235613639222c226964223a337d",
    value: {
      control: {
        type: "msg",
        to: "Daniel",
        text: "psst",
        key: "0192f0c1-7b3a-7c51-8a4e-1f2d3c4b5a69",
        id: 3,
      },
    },
  },
  {
    name: "client: status",
    hex: "00000018017b2274797065223a22737461747573222c226964223a347d",
    value: { control: { type: "status", id: 4 } },
  },
  {
    name: "client: history",
    hex: "0000001a017b2274797065223a22686973746f7279222c226964223a31357d",
    value: { control: { type: "history", id: 15 } },
  },
  {
    name: "client: history, the last",
    hex: "00000024017b2274797065223a22686973746f7279222c226c617374223a35302c226964223a31357d",
    value: { control: { type: "history", last: 50, id: 15 } },
  },
  {
    name: "client: history, the last before one",
    hex: "00000030017b2274797065223a22686973746f7279222c226c617374223a35302c226265666f7265223a38312c226964223a31357d",
    value: { control: { type: "history", last: 50, before: 81, id: 15 } },
  },
  {
    name: "client: history since one",
    hex: "00000024017b2274797065223a22686973746f7279222c2273696e6365223a302c226964223a31357d",
    value: { control: { type: "history", since: 0, id: 15 } },
  },
  {
    name: "client: search",
    hex: "00000033017b2274797065223a22736561726368222c2274657874223a22746561205c2262697363756974735c22222c226964223a31367d",
    value: { control: { type: "search", text: 'tea "biscuits"', id: 16 } },
  },
  {
    name: "client: list",
    hex: "00000016017b2274797065223a226c697374222c226964223a357d",
    value: { control: { type: "list", id: 5 } },
  },
  {
    name: "client: get",
    hex: "0000002c017b2274797065223a22676574222c2266696c65223a22646f63732f696e666f2e747874222c226964223a367d",
    value: { control: { type: "get", file: "docs/info.txt", id: 6 } },
  },
  {
    name: "client: get of what is missing",
    hex: "000000b7017b2274797065223a22676574222c2266696c65223a22646f63732f696e666f2e747874222c2268617665223a7b226279746573223a3236323134342c2273697a65223a3330303030302c226d6f646966696564223a313733393139373830303030302c22736861323536223a2230313233343536373839616263646566303132333435363738396162636465663031323334353637383961626364656630313233343536373839616263646566227d2c226964223a367d",
    value: {
      control: {
        type: "get",
        file: "docs/info.txt",
        have: { bytes: 262144, size: 300000, modified: 1_739_197_800_000, sha256: SHA256 },
        id: 6,
      },
    },
  },
  {
    name: "client: about",
    hex: "0000002f017b2274797065223a2261626f7574222c2266696c65223a22646f63732f696e666f2e747874222c226964223a31317d",
    value: { control: { type: "about", file: "docs/info.txt", id: 11 } },
  },
  {
    name: "client: put",
    hex: "00000084017b2274797065223a22707574222c2266696c65223a2270686f746f2e6a7067222c2273697a65223a323130303030302c22736861323536223a2230313233343536373839616263646566303132333435363738396162636465663031323334353637383961626364656630313233343536373839616263646566222c226964223a31327d",
    value: { control: { type: "put", file: "photo.jpg", size: 2100000, sha256: SHA256, id: 12 } },
  },
  {
    name: "client: rm",
    hex: "00000028017b2274797065223a22726d222c2266696c65223a2270686f746f2e6a7067222c226964223a31337d",
    value: { control: { type: "rm", file: "photo.jpg", id: 13 } },
  },
  {
    name: "client: cancel",
    hex: "00000027017b2274797065223a2263616e63656c222c227472616e73666572223a31322c226964223a31347d",
    value: { control: { type: "cancel", transfer: 12, id: 14 } },
  },
  {
    name: "client: who",
    hex: "00000015017b2274797065223a2277686f222c226964223a377d",
    value: { control: { type: "who", id: 7 } },
  },
  {
    name: "client: help",
    hex: "00000016017b2274797065223a2268656c70222c226964223a387d",
    value: { control: { type: "help", id: 8 } },
  },
  {
    name: "client: help of one command",
    hex: "0000002f017b2274797065223a2268656c70222c22636f6d6d616e64223a226d7367222c226964223a343239343936373239357d",
    value: { control: { type: "help", command: "msg", id: 4294967295 } },
  },
  {
    name: "client: exit",
    hex: "00000016017b2274797065223a2265786974222c226964223a397d",
    value: { control: { type: "exit", id: 9 } },
  },
  {
    name: "client: password",
    hex: "00000033017b2274797065223a2270617373776f7264222c2270617373776f7264223a226f70656e20736573616d65222c226964223a317d",
    value: { control: { type: "password", password: "open sesame", id: 1 } },
  },
  {
    name: "client: kick",
    hex: "00000038017b2274797065223a226b69636b222c226e616d65223a22416e6e204c6565222c22776879223a22746f6f206c6f7564222c226964223a327d",
    value: { control: { type: "kick", name: "Ann Lee", why: "too loud", id: 2 } },
  },
  {
    name: "client: ban",
    hex: "00000033017b2274797065223a2262616e222c2277686f223a2231302e302e302e37222c226d73223a373230303030302c226964223a337d",
    value: { control: { type: "ban", who: "10.0.0.7", ms: 7200000, id: 3 } },
  },
  {
    name: "client: ban, which are there",
    hex: "00000015017b2274797065223a2262616e222c226964223a347d",
    value: { control: { type: "ban", id: 4 } },
  },
  {
    name: "client: unban",
    hex: "00000027017b2274797065223a22756e62616e222c2277686f223a22416e6e204c6565222c226964223a357d",
    value: { control: { type: "unban", who: "Ann Lee", id: 5 } },
  },
  {
    name: "client: mute",
    hex: "0000002e017b2274797065223a226d757465222c226e616d65223a22416e6e204c6565222c226d73223a302c226964223a367d",
    value: { control: { type: "mute", name: "Ann Lee", ms: 0, id: 6 } },
  },
  {
    name: "client: announce",
    hex: "00000032017b2274797065223a22616e6e6f756e6365222c2274657874223a226c756e63685c6e6174206e6f6f6e222c226964223a377d",
    value: { control: { type: "announce", text: "lunch\nat noon", id: 7 } },
  },
  {
    name: "client: motd",
    hex: "00000020017b2274797065223a226d6f7464222c2274657874223a22222c226964223a387d",
    value: { control: { type: "motd", text: "", id: 8 } },
  },
  {
    name: "client: shutdown",
    hex: "00000026017b2274797065223a2273687574646f776e222c226d73223a3330303030302c226964223a397d",
    value: { control: { type: "shutdown", ms: 300000, id: 9 } },
  },
  {
    name: "client: ping",
    hex: "0000000f017b2274797065223a2270696e67227d",
    value: { control: { type: "ping" } },
  },
  {
    name: "client: ping with an id",
    hex: "00000017017b2274797065223a2270696e67222c226964223a31307d",
    value: { control: { type: "ping", id: 10 } },
  },
  {
    name: "client: pong",
    hex: "0000000f017b2274797065223a22706f6e67227d",
    value: { control: { type: "pong" } },
  },
  {
    name: "server: hello",
    hex: "0000002b017b2274797065223a2268656c6c6f222c22726f6f6d223a225061726c6f72222c22636c69656e74223a317d",
    value: { control: { type: "hello", room: "Parlor", client: 1 } },
  },
  {
    name: "server: hello with its history",
    hex: "0000005c017b2274797065223a2268656c6c6f222c22726f6f6d223a225061726c6f72222c22636c69656e74223a312c22686973746f7279223a2230313932663063302d303030302d373030302d383030302d303030303030303030303031227d",
    value: {
      control: {
        type: "hello",
        room: "Parlor",
        client: 1,
        history: "0192f0c0-0000-7000-8000-000000000001",
      },
    },
  },
  {
    name: "server: hello of a room with a password",
    hex: "0000006c017b2274797065223a2268656c6c6f222c22726f6f6d223a225061726c6f72222c22636c69656e74223a312c22686973746f7279223a2230313932663063302d303030302d373030302d383030302d303030303030303030303031222c2270617373776f7264223a747275657d",
    value: {
      control: {
        type: "hello",
        room: "Parlor",
        client: 1,
        history: "0192f0c0-0000-7000-8000-000000000001",
        password: true,
      },
    },
  },
  {
    name: "server: admitted",
    hex: "0000001a017b2274797065223a2261646d6974746564222c227265223a317d",
    value: { control: { type: "admitted", re: 1 } },
  },
  {
    name: "server: hello to who can only come back",
    hex: "0000005c017b2274797065223a2268656c6c6f222c22726f6f6d223a225061726c6f72222c22636c69656e74223a302c22686973746f7279223a2230313932663063302d303030302d373030302d383030302d303030303030303030303031227d",
    value: {
      control: {
        type: "hello",
        room: "Parlor",
        client: 0,
        history: "0192f0c0-0000-7000-8000-000000000001",
      },
    },
  },
  {
    name: "server: welcome",
    hex: "0000002a017b2274797065223a2277656c636f6d65222c226e616d65223a22416e6e204c6565222c227265223a317d",
    value: { control: { type: "welcome", name: "Ann Lee", re: 1 } },
  },
  {
    name: "server: welcome with a session",
    hex: "0000006d017b2274797065223a2277656c636f6d65222c226e616d65223a22416e6e204c6565222c22636c69656e74223a322c22746f6b656e223a22322e71324a6b387658624e6e305a72354c77597431634873376d45645566344761506f394b6933526a56783641222c227265223a317d",
    value: {
      control: {
        type: "welcome",
        name: "Ann Lee",
        client: 2,
        token: "2.q2Jk8vXbNn0Zr5LwYt1cHs7mEdUf4GaPo9Ki3RjVx6A",
        re: 1,
      },
    },
  },
  {
    name: "server: welcome with a motd",
    hex: "00000043017b2274797065223a2277656c636f6d65222c226e616d65223a22416e6e204c6565222c226d6f7464223a2254656520756d207669657220e29895222c227265223a317d",
    value: { control: { type: "welcome", name: "Ann Lee", motd: "Tee um vier ☕", re: 1 } },
  },
  {
    name: "server: welcome where files are taken",
    hex: "00000039017b2274797065223a2277656c636f6d65222c226e616d65223a22416e6e204c6565222c2275706c6f616473223a747275652c227265223a317d",
    value: { control: { type: "welcome", name: "Ann Lee", uploads: true, re: 1 } },
  },
  {
    name: "server: ack",
    hex: "00000015017b2274797065223a2261636b222c227265223a327d",
    value: { control: { type: "ack", re: 2 } },
  },
  {
    name: "server: ack of the last id",
    hex: "0000001e017b2274797065223a2261636b222c227265223a343239343936373239357d",
    value: { control: { type: "ack", re: 4294967295 } },
  },
  {
    name: "server: ack of a message",
    hex: "00000031017b2274797065223a2261636b222c22736571223a34322c226174223a313733393231393334303030302c227265223a327d",
    value: { control: { type: "ack", seq: 42, at: 1739219340000, re: 2 } },
  },
  {
    name: "server: ack of a message to who is away",
    hex: "0000003d017b2274797065223a2261636b222c22736571223a34332c226174223a313733393231393334303030302c2261776179223a747275652c227265223a337d",
    value: { control: { type: "ack", seq: 43, at: 1739219340000, away: true, re: 3 } },
  },
  {
    name: "server: error",
    hex: "0000005d017b2274797065223a226572726f72222c22636f6465223a226e6f2d737563682d636c69656e74222c226d657373616765223a2243616e6e6f74207265616368205c2244616e69656c5c223a206e6f742068657265222c227265223a337d",
    value: {
      control: {
        type: "error",
        code: "no-such-client",
        message: 'Cannot reach "Daniel": not here',
        re: 3,
      },
    },
  },
  {
    name: "server: said",
    hex: "0000005c017b2274797065223a2273616964222c22736571223a34322c226174223a313733393231393334303030302c2266726f6d223a224272616e646f6e222c22636c69656e74223a322c2274657874223a2248656c6c6f20576f726c64227d",
    value: {
      control: {
        type: "said",
        seq: 42,
        at: 1739219340000,
        from: "Brandon",
        client: 2,
        text: "Hello World",
      },
    },
  },
  {
    name: "server: said in several lines",
    hex: "0000005d017b2274797065223a2273616964222c22736571223a34322c226174223a313733393231393334303030302c2266726f6d223a224272616e646f6e222c22636c69656e74223a322c2274657874223a226f6e655c6e5c6e202074776f227d",
    value: {
      control: {
        type: "said",
        seq: 42,
        at: 1739219340000,
        from: "Brandon",
        client: 2,
        text: "one\n\n  two",
      },
    },
  },
  {
    name: "server: said as an action",
    hex: "00000064017b2274797065223a2273616964222c22736571223a34322c226174223a313733393231393334303030302c2266726f6d223a224272616e646f6e222c22636c69656e74223a322c2274657874223a227761766573222c22616374696f6e223a747275657d",
    value: {
      control: {
        type: "said",
        seq: 42,
        at: 1739219340000,
        from: "Brandon",
        client: 2,
        text: "waves",
        action: true,
      },
    },
  },
  {
    name: "server: said by oneself, before the line was lost",
    hex: "00000083017b2274797065223a2273616964222c22736571223a34322c226174223a313733393231393334303030302c2266726f6d223a224272616e646f6e222c22636c69656e74223a322c2274657874223a2268656c6c6f222c226b6579223a2230313932663063312d376233612d376335312d386134652d316632643363346235613639227d",
    value: {
      control: {
        type: "said",
        seq: 42,
        at: 1739219340000,
        from: "Brandon",
        client: 2,
        text: "hello",
        key: "0192f0c1-7b3a-7c51-8a4e-1f2d3c4b5a69",
      },
    },
  },
  {
    name: "server: told",
    hex: "00000055017b2274797065223a22746f6c64222c22736571223a34332c226174223a313733393231393334303030302c2266726f6d223a224272616e646f6e222c22636c69656e74223a322c2274657874223a2270737374227d",
    value: {
      control: {
        type: "told",
        seq: 43,
        at: 1739219340000,
        from: "Brandon",
        client: 2,
        text: "psst",
      },
    },
  },
  {
    name: "server: told by oneself, before the line was lost",
    hex: "00000090017b2274797065223a22746f6c64222c22736571223a34332c226174223a313733393231393334303030302c2266726f6d223a224272616e646f6e222c22636c69656e74223a322c2274657874223a2270737374222c226b6579223a2230313932663063312d376233612d376335312d386134652d316632643363346235613639222c22746f223a2244616e69656c227d",
    value: {
      control: {
        type: "told",
        seq: 43,
        at: 1739219340000,
        from: "Brandon",
        client: 2,
        text: "psst",
        key: "0192f0c1-7b3a-7c51-8a4e-1f2d3c4b5a69",
        to: "Daniel",
      },
    },
  },
  {
    name: "server: live",
    hex: "00000018017b2274797065223a226c697665222c22736571223a34337d",
    value: { control: { type: "live", seq: 43 } },
  },
  {
    name: "server: notice",
    hex: "0000004a017b2274797065223a226e6f74696365222c226174223a313733393231393334303030302c2274657874223a22416e6e6f756e63656d656e743a206c756e63685c6e6174206e6f6f6e227d",
    value: { control: { type: "notice", at: 1739219340000, text: "Announcement: lunch\nat noon" } },
  },
  {
    name: "server: joined",
    hex: "0000003f017b2274797065223a226a6f696e6564222c226174223a313733393231393334303030322c226e616d65223a2244616e69656c222c22636c69656e74223a337d",
    value: { control: { type: "joined", at: 1739219340002, name: "Daniel", client: 3 } },
  },
  {
    name: "server: left",
    hex: "0000003d017b2274797065223a226c656674222c226174223a313733393231393334303030332c226e616d65223a2244616e69656c222c22636c69656e74223a337d",
    value: { control: { type: "left", at: 1739219340003, name: "Daniel", client: 3 } },
  },
  {
    name: "server: renamed",
    hex: "0000004b017b2274797065223a2272656e616d6564222c226174223a313733393231393334303030342c2266726f6d223a2244616e222c22746f223a2244616e69656c222c22636c69656e74223a337d",
    value: {
      control: { type: "renamed", at: 1739219340004, from: "Dan", to: "Daniel", client: 3 },
    },
  },
  {
    name: "server: status",
    hex: "00000160017b2274797065223a22737461747573222c22636c69656e7473223a5b7b22636c69656e74223a312c226e616d65223a22416e6e222c2261646472657373223a223132372e302e302e313a3537393131222c226469616c656374223a226672616d6573222c226f70656e6564223a313733393231393334303030302c22636c6f736564223a313733393231393430303030302c226d65737361676573223a322c227265636569766564223a3132302c2273656e74223a343039367d2c7b22636c69656e74223a322c226e616d65223a224272616e646f6e222c2261646472657373223a225b3a3a315d3a3537393135222c226469616c656374223a226c696e6573222c226f70656e6564223a313733393231393334313030302c22636c6f736564223a6e756c6c2c226d65737361676573223a302c227265636569766564223a382c2273656e74223a32317d5d2c226d6f7265223a747275652c227265223a347d",
    value: {
      control: {
        type: "status",
        clients: [
          {
            client: 1,
            name: "Ann",
            address: "127.0.0.1:57911",
            dialect: "frames",
            opened: 1739219340000,
            closed: 1739219400000,
            messages: 2,
            received: 120,
            sent: 4096,
          },
          {
            client: 2,
            name: "Brandon",
            address: "[::1]:57915",
            dialect: "lines",
            opened: 1739219341000,
            closed: null,
            messages: 0,
            received: 8,
            sent: 21,
          },
        ],
        more: true,
        re: 4,
      },
    },
  },
  {
    name: "server: history",
    hex: "000000d9017b2274797065223a22686973746f7279222c22656e7472696573223a5b7b22736571223a34312c226174223a313733393231393333303030302c2266726f6d223a22416e6e222c22636c69656e74223a312c2274657874223a227761766573222c22616374696f6e223a747275657d2c7b22736571223a34332c226174223a313733393231393334303030302c2266726f6d223a224272616e646f6e222c22636c69656e74223a322c2274657874223a2270737374222c22746f223a22416e6e227d5d2c226d6f7265223a66616c73652c227265223a31357d",
    value: {
      control: {
        type: "history",
        entries: [
          { seq: 41, at: 1739219330000, from: "Ann", client: 1, text: "waves", action: true },
          { seq: 43, at: 1739219340000, from: "Brandon", client: 2, text: "psst", to: "Ann" },
        ],
        more: false,
        re: 15,
      },
    },
  },
  {
    name: "server: list",
    hex: "0000008e017b2274797065223a226c697374222c2266696c6573223a5b7b2266696c65223a22646f63732f696e666f2e747874222c2273697a65223a352c226d6f646966696564223a313733393231393334303030307d2c7b2266696c65223a226c656572222c2273697a65223a302c226d6f646966696564223a307d5d2c226d6f7265223a66616c73652c227265223a357d",
    value: {
      control: {
        type: "list",
        files: [
          { file: "docs/info.txt", size: 5, modified: 1739219340000 },
          { file: "leer", size: 0, modified: 0 },
        ],
        more: false,
        re: 5,
      },
    },
  },
  {
    name: "server: who",
    hex: "0000004c017b2274797065223a2277686f222c22636c69656e7473223a5b7b22636c69656e74223a322c226e616d65223a224272616e646f6e227d5d2c226d6f7265223a66616c73652c227265223a377d",
    value: {
      control: { type: "who", clients: [{ client: 2, name: "Brandon" }], more: false, re: 7 },
    },
  },
  {
    name: "server: help",
    hex: "00000038017b2274797065223a2268656c70222c226c696e6573223a5b222f77686f202077686f2069732068657265206e6f77225d2c227265223a387d",
    value: { control: { type: "help", lines: ["/who  who is here now"], re: 8 } },
  },
  {
    name: "server: file",
    hex: "00000058017b2274797065223a2266696c65222c2266696c65223a22646f63732f696e666f2e747874222c2273697a65223a352c226d6f646966696564223a313733393231393334303030302c2266726f6d223a302c227265223a367d",
    value: {
      control: {
        type: "file",
        file: "docs/info.txt",
        size: 5,
        modified: 1_739_219_340_000,
        from: 0,
        re: 6,
      },
    },
  },
  {
    name: "server: chunk of the file",
    hex: "00000009020000000668656c6c6f",
    value: { transfer: 6, data: [104, 101, 108, 108, 111] },
  },
  {
    name: "server: list with a hash that is known",
    hex: "000000a8017b2274797065223a226c697374222c2266696c6573223a5b7b2266696c65223a2261222c2273697a65223a312c226d6f646966696564223a313733393139373830303030302c22736861323536223a2230313233343536373839616263646566303132333435363738396162636465663031323334353637383961626364656630313233343536373839616263646566227d5d2c226d6f7265223a66616c73652c227265223a357d",
    value: {
      control: {
        type: "list",
        files: [{ file: "a", size: 1, modified: 1_739_197_800_000, sha256: SHA256 }],
        more: false,
        re: 5,
      },
    },
  },
  {
    name: "server: file from its middle on",
    hex: "000000ae017b2274797065223a2266696c65222c2266696c65223a22646f63732f696e666f2e747874222c2273697a65223a3330303030302c226d6f646966696564223a313733393139373830303030302c2266726f6d223a3236323134342c22736861323536223a2230313233343536373839616263646566303132333435363738396162636465663031323334353637383961626364656630313233343536373839616263646566222c227265223a367d",
    value: {
      control: {
        type: "file",
        file: "docs/info.txt",
        size: 300000,
        modified: 1_739_197_800_000,
        from: 262144,
        sha256: SHA256,
        re: 6,
      },
    },
  },
  {
    name: "server: about",
    hex: "000000a2017b2274797065223a2261626f7574222c2266696c65223a22646f63732f696e666f2e747874222c2273697a65223a3330303030302c226d6f646966696564223a313733393139373830303030302c22736861323536223a2230313233343536373839616263646566303132333435363738396162636465663031323334353637383961626364656630313233343536373839616263646566222c227265223a31317d",
    value: {
      control: {
        type: "about",
        file: "docs/info.txt",
        size: 300000,
        modified: 1_739_197_800_000,
        sha256: SHA256,
        re: 11,
      },
    },
  },
  {
    name: "server: send",
    hex: "00000026017b2274797065223a2273656e64222c2266726f6d223a313034383537362c227265223a31327d",
    value: { control: { type: "send", from: 1048576, re: 12 } },
  },
  {
    name: "server: stored",
    hex: "00000030017b2274797065223a2273746f726564222c2266696c65223a2270686f746f202831292e6a7067222c227265223a31327d",
    value: { control: { type: "stored", file: "photo (1).jpg", re: 12 } },
  },
  {
    name: "server: stored already",
    hex: "0000003b017b2274797065223a2273746f726564222c2266696c65223a2270686f746f2e6a7067222c22616c7265616479223a747275652c227265223a31327d",
    value: { control: { type: "stored", file: "photo.jpg", already: true, re: 12 } },
  },
  {
    name: "server: added",
    hex: "00000061017b2274797065223a226164646564222c226174223a313733393139373830303030302c226e616d65223a22416e6e204c6565222c22636c69656e74223a332c2266696c65223a2270686f746f2e6a7067222c2273697a65223a323130303030307d",
    value: {
      control: {
        type: "added",
        at: 1_739_197_800_000,
        name: "Ann Lee",
        client: 3,
        file: "photo.jpg",
        size: 2100000,
      },
    },
  },
  {
    name: "server: removed",
    hex: "00000054017b2274797065223a2272656d6f766564222c226174223a313733393139373830303030302c226e616d65223a22416e6e204c6565222c22636c69656e74223a332c2266696c65223a2270686f746f2e6a7067227d",
    value: {
      control: {
        type: "removed",
        at: 1_739_197_800_000,
        name: "Ann Lee",
        client: 3,
        file: "photo.jpg",
      },
    },
  },
  {
    name: "server: end of the file",
    hex: "00000061017b2274797065223a22656e64222c22736861323536223a2232636632346462613566623061333065323665383362326163356239653239653162313631653563316661373432356537333034333336323933386239383234222c227265223a367d",
    value: {
      control: {
        type: "end",
        sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        re: 6,
      },
    },
  },
  { name: "chunk without bytes", hex: "000000040200000001", value: { transfer: 1, data: [] } },
  {
    name: "chunk with one byte, NUL",
    hex: "00000005020000000100",
    value: { transfer: 1, data: [0] },
  },
  {
    name: "chunk of the last transfer id",
    hex: "0000000902ffffffff000a0d1bff",
    value: { transfer: 4294967295, data: [0, 10, 13, 27, 255] },
  },
  {
    name: "server: bye",
    hex: "00000043017b2274797065223a22627965222c22636f6465223a2273687574646f776e222c226d657373616765223a22546865207365727665722069732073746f7070696e67227d",
    value: { control: { type: "bye", code: "shutdown", message: "The server is stopping" } },
  },
  {
    name: "server: bye to exit",
    hex: "00000037017b2274797065223a22627965222c22636f6465223a2265786974222c226d657373616765223a22476f6f64627965222c227265223a397d",
    value: { control: { type: "bye", code: "exit", message: "Goodbye", re: 9 } },
  },
  {
    name: "server: ping",
    hex: "0000000f017b2274797065223a2270696e67227d",
    value: { control: { type: "ping" } },
  },
  {
    name: "server: pong",
    hex: "00000017017b2274797065223a22706f6e67222c227265223a31307d",
    value: { control: { type: "pong", re: 10 } },
  },
];
