// Colours, light and dark, for the widget; the pages' copy is in page.css, and a test holds the two equal.
export const TOKENS = `
  --accent: #0b5fae; --on-accent: #ffffff; --accent-weak: #e8f1fa;
  --text: #1a1f26; --muted: #55606e; --line: #d9dfe6; --field: #7d8996;
  --surface: #ffffff; --page: #f5f7f9;
  --ok: #1b7f4b; --warn: #9a5b00; --danger: #b3261e; --mark: #fff0b8;
  --shadow: 0 8px 32px rgb(16 32 48 / 18%);
`;

export const DARK_TOKENS = `
  --accent: #82bdf5; --on-accent: #0c1a28; --accent-weak: #1d3550;
  --text: #e8ecf1; --muted: #a9b4c0; --line: #37424e; --field: #7d8996;
  --surface: #1a1f26; --page: #12161b;
  --ok: #6fd6a0; --warn: #eab765; --danger: #f4978f; --mark: #5c4a10;
  --shadow: 0 8px 32px rgb(0 0 0 / 60%);
`;
