// The page's style sheet: light and dark, from 320 px up, and print. Text colours keep 4.5:1, drawings 3:1.
#include "src/report/renderings.hpp"

namespace agon {
namespace {

constexpr std::string_view kStyle =
    R"(:root{color-scheme:light dark;--ink:#1d2228;--paper:#fdfcf9;--soft:#545d66;--line:#d3cdc0;--mark:#8c2f1b;--a:#8c2f1b;--b:#1f5a7a;--pale:#f1ece0;--lit:#ffe9a8;--h1:#f3e3d8;--h2:#e3b9a4;--h3:#b5604a;--h4:#8c2f1b;--on:#ffffff}
@media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--paper:#16191d;--soft:#aab3bd;--line:#3d444c;--mark:#f0957c;--a:#e0765c;--b:#6fb0d2;--pale:#22272d;--lit:#5c4a12;--h1:#33231f;--h2:#5c3327;--h3:#b5604a;--h4:#e0765c;--on:#16191d}}
*{box-sizing:border-box}
body{background:var(--paper);color:var(--ink);font:1.05rem/1.68 Georgia,"Noto Serif","Liberation Serif","DejaVu Serif","Source Han Serif SC","Noto Serif CJK SC",serif;margin:0}
:lang(zh-Hans){font-family:"Source Han Serif SC","Noto Serif CJK SC","Songti SC",SimSun,serif}
main{max-width:43rem;margin:0 auto;padding:1.6rem 1.1rem 5rem;overflow-wrap:anywhere}
h1{font-size:2rem;line-height:1.22;margin:1.2rem 0 .5rem}
h2{font-size:1.35rem;line-height:1.35;margin:2.6rem 0 .7rem}
h3{font-size:1.05rem;margin:1.6rem 0 .3rem}
p{margin:.8rem 0}
.subtitle{color:var(--soft);margin-top:0}
ul{padding-left:1.2rem}
.bullet{margin:.5rem 0}
q{quotes:none}
a{color:inherit}
a.cited{text-decoration:underline dotted var(--soft) 1px;text-underline-offset:.22em}
a.cited:hover{background:var(--pale)}
a:focus-visible,summary:focus-visible,.table:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
sup{line-height:0;font-size:.72em}
sup a{text-decoration:none;color:var(--mark);padding:.45em .3em;margin-left:.05em}
figure{margin:1.6rem 0;padding:1rem;background:var(--pale);border-radius:4px}
svg{display:block;width:100%;max-width:34rem;height:auto;margin:0 auto .8rem;font-family:inherit}
svg .label{font-size:13px;fill:var(--ink)}svg .on{fill:var(--on)}svg .small{font-size:12px;fill:var(--soft)}svg .strong{font-weight:bold}
svg .a{fill:var(--a)}svg .b{fill:var(--b)}svg .ground{fill:var(--line)}
svg .heat0{fill:var(--paper);stroke:var(--line)}svg .heat1{fill:var(--h1);stroke:var(--line)}svg .heat2{fill:var(--h2)}svg .heat3{fill:var(--h3)}svg .heat4{fill:var(--h4)}
svg .axis{fill:none;stroke:var(--soft);stroke-width:1}svg .range{fill:none;stroke:var(--b);stroke-width:6}svg .tick,svg .interval{fill:none;stroke:var(--ink);stroke-width:2}
summary{cursor:pointer;min-height:24px;color:var(--soft);font-size:.9rem;line-height:1.5}
.table{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;font-size:.86rem;line-height:1.45;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
th{font-weight:600}td+td{white-space:nowrap}
.note,.endnote,.endnote p{font-size:.88rem;line-height:1.55;color:var(--soft)}
.endnote{border-top:1px solid var(--line);padding:.5rem 0}.endnote p{margin:.3rem 0}
.endnote q{color:var(--ink)}.number{color:var(--mark);padding:.3em .5em .3em 0;font-weight:bold;text-decoration:none}
.written{border-left:2px solid var(--line);padding-left:.8rem;margin-left:-.8rem}
.context{padding-left:.8rem;border-left:2px solid var(--line)}
mark{background:var(--lit);color:var(--ink)}
.endnote:target,.context:target{outline:2px solid var(--mark);outline-offset:4px}
@media(max-width:30rem){body{font-size:1rem}h1{font-size:1.6rem}figure{padding:.6rem;margin:1.2rem -.4rem}svg .label{font-size:15px}}
@media print{:root{--paper:#ffffff;--pale:#ffffff;--ink:#000000;--soft:#333333}main{max-width:none;padding:0}body{font-size:10.5pt}h2,h3{break-after:avoid}figure,li,.endnote{break-inside:avoid}details:not([open])>summary.thread{display:none}sup a{padding:0}@page{size:A4;margin:20mm 20mm 22mm;@bottom-center{content:counter(page);font:9pt Georgia,"Noto Serif",serif;color:#333333}}h1,h2,h3,summary{break-after:avoid}p,li{orphans:3;widows:3}.table{overflow:visible}td+td{white-space:normal}tr{break-inside:avoid}thead{display:table-header-group}summary.chart{list-style:none;color:var(--ink)}a.cited{text-decoration:none}})";

}  // namespace

std::string_view style_sheet() {
    return kStyle;
}

}  // namespace agon
