"""The look of the result page: plain CSS that the old browsers on county desks understand.

Nothing newer than Chrome 86: grid, flex with gap, no nesting, no colour functions.
"""

STYLE = """
* { box-sizing: border-box; }
body { margin: 0; background: #f3f5f8; color: #1d2733; line-height: 1.65;
  font-family: "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
main, header > div { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { background: #17456e; color: #fff; padding: 34px 0 78px; }
header h1 { margin: 0 0 6px; font-size: 30px; font-weight: 600; letter-spacing: 1px; }
header p { margin: 0; color: #d3e1ee; max-width: 780px; }
.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; margin-top: -48px; }
.figure { background: #fff; border-radius: 8px; padding: 18px 22px;
  box-shadow: 0 1px 4px rgba(20, 40, 70, .14); }
.figure span { display: block; color: #5b6878; font-size: 14px; }
.figure b { display: block; font-size: 27px; font-weight: 600; color: #17456e; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.figure small { color: #5b6878; font-size: 13px; }
.figure .unit { font-size: 15px; font-weight: 400; margin-left: 4px; display: inline; }
.figure.key { background: #fff8ec; }
.figure.key b { color: #a3480b; }
section { background: #fff; border-radius: 8px; padding: 22px 26px 24px; margin: 20px 0;
  box-shadow: 0 1px 4px rgba(20, 40, 70, .10); }
h2 { margin: 0 0 4px; font-size: 19px; color: #17456e; }
section > p { margin: 0 0 12px; color: #4b5868; font-size: 15px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14.5px; }
th, td { padding: 8px 10px; border-bottom: 1px solid #e3e8ee; text-align: left; vertical-align: top; }
th { background: #eef3f8; color: #33475c; font-weight: 600; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
.total td { font-weight: 600; background: #f8fafc; border-top: 1px solid #c4cfdb; }
.num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.fixed { white-space: nowrap; }
.long { min-width: 250px; }
.back { color: #b3261e; }
.none { color: #8995a3; }
.tag { display: inline-block; padding: 0 9px; border-radius: 10px; font-size: 13px; white-space: nowrap;
  background: #e6eef6; color: #17456e; }
.tag.hard { background: #fbe9e7; color: #a5281b; }
.tag.principle { background: #fff1d6; color: #8a4b08; }
.verdicts { display: flex; flex-wrap: wrap; gap: 10px; margin: 0; padding: 0; list-style: none; }
.verdicts li { background: #eef3f8; border-radius: 6px; padding: 6px 16px; }
.verdicts b { font-size: 20px; margin-left: 8px; color: #17456e; }
.files { margin: 0; padding: 0; list-style: none; font-size: 14.5px; }
.files li { display: flex; padding: 7px 10px; border-bottom: 1px solid #e3e8ee; }
.files li:last-child { border-bottom: 0; }
.files a { flex: 0 0 250px; }
a { color: #14609f; }
pre { background: #1f2a37; color: #e8eef5; padding: 14px 16px; border-radius: 6px; overflow-x: auto;
  font-size: 13.5px; line-height: 1.7; margin: 0 0 12px;
  font-family: Consolas, Menlo, "Noto Sans Mono CJK SC", monospace; }
footer { color: #6a7685; font-size: 13px; padding: 0 0 36px; text-align: center; }
@media (max-width: 720px) {
  main, header > div { padding: 0 14px; }
  header { padding: 24px 0 66px; }
  header h1 { font-size: 23px; }
  .figures { grid-template-columns: repeat(2, 1fr); gap: 10px; }
  .figure { padding: 12px 14px; }
  .figure b { font-size: 20px; }
  section { padding: 18px 16px; }
  th, td { padding: 7px 8px; }
  .files li { display: block; padding: 7px 0; }
  .files a { display: block; }
}
@media print {
  body { background: #fff; }
  section, .figure { box-shadow: none; border: 1px solid #d5dce4; }
}
"""
