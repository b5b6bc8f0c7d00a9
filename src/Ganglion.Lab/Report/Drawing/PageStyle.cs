namespace Ganglion.Lab.Report;

/// <summary>
/// The page's style sheet and its one small script. Both avoid <c>&lt;</c> and <c>&amp;</c>, so that the whole page stays well-formed XML.
/// The series colours are those of Okabe and Ito, lightened for dark backgrounds.
/// </summary>
internal static class PageStyle
{
    public const string Css = """

        :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#5a6575;--faint:#8b95a3;--rule:#e1e5ea;--grid:#e9ecf0;
            --link:#0b5cad;--tint:#eaf3fb;--hit:#0072b2;--miss:#d55e00;--on:#fff;--s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#b4568f;--s4:#c98a00;
            --s5:#4ba3d8;--s6:#6b4c9a;--s7:#4d5560}
        @media screen and (prefers-color-scheme:dark){
            :root{--bg:#10141a;--card:#181e26;--ink:#e6eaf0;--soft:#a3adba;--faint:#76818f;--rule:#2b333e;--grid:#262e38;--link:#7fbcf5;
                --tint:#17293b;--hit:#3f9fe0;--miss:#f07f3c;--on:#0c1118;--s0:#4da6e8;--s1:#ff8a4c;--s2:#2cc69a;--s3:#e39bc6;--s4:#f0b84a;
                --s5:#93d3f7;--s6:#b7a2e6;--s7:#bcc4ce}
        }
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
        body{margin:0 auto;max-width:1180px;padding:2rem 1.25rem 3rem;background:var(--bg);color:var(--ink);
            font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
        h1{font-size:1.75rem;line-height:1.2;margin:0;letter-spacing:-.015em;overflow-wrap:anywhere}
        h2{font-size:1.15rem;line-height:1.3;margin:0 0 .7rem;letter-spacing:-.005em;overflow-wrap:anywhere}
        h3{font-size:1rem;margin:0}
        h4{font-size:.75rem;margin:.7rem 0 .25rem;color:var(--soft);font-weight:600}
        a{color:var(--link)}
        code,pre{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
        small{font-size:.8rem;color:var(--soft)}
        .subtitle{margin:.35rem 0 0;color:var(--soft);font-size:1.05rem;max-width:75ch}
        .note{color:var(--soft);margin:-.4rem 0 .9rem;max-width:90ch}
        .prose{margin:0;max-width:80ch}
        .prose+.prose{margin-top:.7rem}
        .caption{color:var(--soft);font-size:.82rem;margin:.5rem 0 0;max-width:80ch}
        .empty{color:var(--faint);font-style:italic;margin:0}
        dl,dd,dt,ul,ol,figure{margin:0;padding:0}
        ul,ol{list-style:none}
        .highlights{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:.75rem;margin:1.4rem 0 0}
        .highlights>div{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:.8rem 1rem}
        .highlights dt,.stats dt,.facts dt{color:var(--soft);font-size:.8rem}
        .highlights dd{font-size:1.4rem;font-weight:600;line-height:1.25;letter-spacing:-.01em;overflow-wrap:anywhere}
        .highlights small{display:block;font-weight:400;letter-spacing:0;margin-top:.15rem}
        nav{margin:1.3rem 0 0}
        nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.9rem}
        nav a{text-decoration:none}
        nav a:hover{text-decoration:underline}
        section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:1.2rem 1.25rem 1.3rem;margin:1.1rem 0 0}
        .stats{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:.2rem 0 1.1rem}
        .stats dd{font-size:1.1rem;font-weight:600}
        .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:.7rem 1.5rem}
        .facts [data-wide]{grid-column:1/-1}
        .facts dd{overflow-wrap:anywhere}
        .box{overflow-x:auto;width:fit-content;max-width:100%;border:1px solid var(--rule);border-radius:8px}
        .box:focus-visible{outline:2px solid var(--link);outline-offset:2px}
        pre.box{width:auto;margin:0;padding:.8rem 1rem;background:var(--bg);overflow-wrap:normal}
        table{border-collapse:collapse;font-size:.88rem}
        .split table,.leaderboard{width:100%}
        th,td{padding:.45rem .6rem;text-align:left;vertical-align:middle;border-top:1px solid var(--rule)}
        table:not(.leaderboard) td:first-child{min-width:6.5rem}
        thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.8rem;vertical-align:bottom;background:var(--card);white-space:nowrap}
        .num{text-align:right;white-space:nowrap}
        th[aria-sort],th.click{cursor:pointer}
        th.click:hover{color:var(--ink)}
        th[aria-sort=ascending]::after{content:" ↑"}
        th[aria-sort=descending]::after{content:" ↓"}
        .leaderboard small{display:block;line-height:1.35}
        .leaderboard .pin{min-width:150px}
        .leaderboard .remark{font-style:italic}
        .kept{min-width:175px;max-width:240px}
        .kept code{display:block;line-height:1.35}
        .best td{background:var(--tint)}
        .badge{display:inline-block;background:var(--s0);color:var(--on);border-radius:99px;padding:0 .5em;font-size:.8em;font-weight:600;
            vertical-align:.1em}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:1.2rem 1.6rem;justify-items:start}
        figure{width:100%;max-width:540px;container-type:inline-size}
        figure.wide{max-width:720px}
        figure.narrow{max-width:600px}
        figcaption{font-weight:600;font-size:.9rem;margin:0 0 .4rem;overflow-wrap:anywhere}
        .users+figure{margin-top:1.3rem}
        .split{display:flex;flex-wrap:wrap;gap:1.2rem;align-items:flex-start}
        .split>.box{flex:0 1 auto}
        .split>.box:last-child{flex:1 1 340px}
        .split>.box:first-child{border:0}
        svg{display:block;font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        svg.plot,svg.network{width:100%;height:auto}
        svg text{fill:var(--ink)}
        svg .tick{fill:var(--soft);font-size:11px}
        svg .axis{fill:var(--soft);font-size:11px}
        svg .name{font-size:12px}
        @container (min-width:450px){
            svg .tick,svg .axis{font-size:9.5px}
            svg.bars .name{font-size:10px}
        }
        .frame{fill:none}
        .grid{stroke:var(--grid);stroke-width:1}
        .base,.mark{stroke:var(--faint);stroke-width:1}
        .c0{--c:var(--s0)}
        .c1{--c:var(--s1)}
        .c2{--c:var(--s2)}
        .c3{--c:var(--s3)}
        .c4{--c:var(--s4)}
        .c5{--c:var(--s5)}
        .c6{--c:var(--s6)}
        .c7{--c:var(--s7)}
        .line{stroke:var(--c);stroke-width:1.8;fill:none;stroke-linejoin:round}
        .truth{stroke:var(--ink);stroke-width:1.5;fill:none;stroke-linejoin:round}
        .dot,.bar,.node{fill:var(--c)}
        .dot{stroke:var(--card);stroke-width:1}
        .faint{fill-opacity:.45;stroke:none}
        .ring{fill:var(--card);stroke:var(--c);stroke-width:1.8}
        .band{fill:var(--c);fill-opacity:.14}
        .diagonal,.now{stroke:var(--faint);stroke-dasharray:5 4;stroke-width:1.2}
        .gap{stroke:var(--s1);stroke-width:2;stroke-opacity:.7}
        .whisker{stroke:var(--soft);stroke-width:1.2;fill:none}
        .edge{stroke:var(--faint);stroke-opacity:.4;stroke-width:.8}
        .node{stroke:var(--card);stroke-width:1}
        .unasked{--c:var(--grid)}
        .error{fill:none;stroke:var(--ink);stroke-width:1.8}
        .cell{stroke:var(--rule);stroke-width:.6}
        .hit .cell{fill:var(--hit)}
        .miss .cell{fill:var(--miss)}
        svg .count{font-size:12px;font-weight:600}
        svg .share{font-size:9.5px}
        svg .light{fill:var(--on)}
        svg.matrix{max-width:none}
        .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.2rem;font-size:.85rem;margin:.7rem 0 0}
        .legend li{display:flex;align-items:center;gap:.45rem}
        .swatch{width:28px;height:12px;flex:none}
        .swatch.square{width:12px}
        .users{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:1rem}
        .user{border:1px solid var(--rule);border-radius:8px;padding:.9rem 1rem}
        .user .caption{margin:.1rem 0 0}
        .chips{display:flex;flex-wrap:wrap;gap:.3rem}
        .chips li{background:var(--bg);border:1px solid var(--rule);border-radius:99px;padding:.05rem .6rem;font-size:.8rem}
        .ranked{counter-reset:r;font-size:.88rem}
        .ranked li{counter-increment:r;display:flex;gap:.6rem;align-items:baseline;padding:.22rem .35rem;border-top:1px solid var(--rule)}
        .ranked li:first-child{border-top:0}
        .ranked li::before{content:counter(r);color:var(--faint);min-width:1.2em;text-align:right}
        .ranked span{flex:1;overflow-wrap:anywhere}
        .ranked i{font-style:normal;color:var(--soft)}
        .ranked b{color:var(--s2);font-size:.8rem;white-space:nowrap}
        .ranked .hit span{font-weight:600}
        .images{display:grid;grid-template-columns:repeat(auto-fill,minmax(112px,1fr));gap:.8rem}
        .images li{border:1px solid var(--rule);border-radius:8px;padding:.5rem;text-align:center;line-height:1.3;overflow-wrap:anywhere}
        .images img{display:block;margin:0 auto .35rem;max-width:100%;height:auto;image-rendering:pixelated;border-radius:3px}
        .images b,.images small{display:block;font-size:.8rem}
        .images .wrong{border-color:var(--miss)}
        .images .wrong b{color:var(--miss)}
        footer{color:var(--faint);font-size:.82rem;margin:1.4rem 0 0}
        #tip{position:absolute;z-index:9;background:var(--ink);color:var(--card);font-size:.8rem;padding:.2rem .55rem;border-radius:5px;
            pointer-events:none;max-width:260px}
        @media (max-width:640px){
            body{padding:1.1rem .7rem 2rem}
            h1{font-size:1.4rem}
            section{padding:1rem .85rem}
            .highlights{grid-template-columns:1fr 1fr}
            .highlights dd{font-size:1.15rem}
            .leaderboard .pin{position:sticky;left:0;background:var(--card);min-width:128px;max-width:150px;z-index:1}
            .leaderboard .best .pin{background:var(--tint)}
            .facts{grid-template-columns:1fr 1fr}
            .stats{gap:.4rem 1.4rem}
        }
        @media print{
            @page{size:A4;margin:12mm}
            :root{--bg:#fff}
            *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
            body{padding:0 1px;max-width:none;font-size:10.5pt}
            nav,#tip{display:none}
            section{border:0;border-top:1px solid var(--rule);border-radius:0;padding:10pt 0 0;margin:14pt 0 0}
            h2,figcaption,.note,.stats{break-after:avoid}
            .caption,.legend{break-before:avoid}
            .highlights{grid-template-columns:repeat(auto-fit,minmax(120px,1fr))}
            .highlights dd{font-size:13pt}
            figure,tr,.split>.box:last-child,.stats,.user,.images li,.legend,.highlights,.facts>div{break-inside:avoid}
            thead{display:table-header-group}
            .box{overflow:visible;border:0}
            pre{white-space:pre-wrap}
            table{font-size:8pt}
            th,td{padding:3pt 4pt}
            thead th{font-size:7.5pt;white-space:normal}
            .leaderboard{font-size:7pt}
            .leaderboard small{font-size:6.5pt}
            .leaderboard .pin{min-width:0}
            .leaderboard svg{width:82px;height:auto}
            .kept{min-width:0;max-width:none}
            .kept code{font-size:6.5pt}
            .charts{grid-template-columns:1fr 1fr}
            .split{display:block}
            .split>.box+.box{margin-top:10pt}
            svg.matrix{max-width:100%;height:auto;max-height:230mm}
            figure.wide{max-width:150mm}
            .users{grid-template-columns:1fr 1fr}
        }

        """;

    public const string Script = """

        for (const table of document.querySelectorAll("table.sortable")) {
          const heads = [...table.tHead.rows[0].cells];
          heads.forEach((head, column) => {
            if (head.classList.contains("plain")) return;
            head.classList.add("click");
            head.tabIndex = 0;
            const key = row => row.cells[column].dataset.v ?? row.cells[column].textContent.replace("−", "-").replace(/[,%]/g, "");
            const sort = () => {
              const up = head.getAttribute("aria-sort") == "ascending" ? -1 : 1;
              heads.forEach(h => h.removeAttribute("aria-sort"));
              head.setAttribute("aria-sort", up == 1 ? "ascending" : "descending");
              const missing = text => text == "" || text == "n/a" || text == "–";
              const order = (a, b) => missing(a) || missing(b) ? missing(a) - missing(b)
                : up * (isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b);
              const rows = [...table.tBodies[0].rows].sort((a, b) => order(key(a).trim(), key(b).trim()));
              table.tBodies[0].append(...rows);
            };
            head.addEventListener("click", sort);
            head.addEventListener("keydown", e => { if (e.key == "Enter") sort(); });
          });
        }
        const tip = document.body.appendChild(document.createElement("div"));
        tip.id = "tip";
        tip.hidden = true;
        // The titles move into an attribute, or the browser would show each a second time in its own box.
        for (const svg of document.querySelectorAll("svg[aria-label]")) {
          for (const title of svg.querySelectorAll("title")) {
            if (title.parentNode != svg || svg.classList.contains("dots")) title.parentNode.dataset.tip = title.textContent;
            title.remove();
          }
        }
        document.addEventListener("pointerover", e => {
          const title = e.target.closest("[data-tip]")?.dataset.tip;
          tip.hidden = !title;
          if (!title) return;
          tip.textContent = title;
          const left = Math.min(e.pageX + 12, document.documentElement.clientWidth - tip.offsetWidth - 8);
          tip.style.left = Math.max(left, 4) + "px";
          tip.style.top = (e.pageY + 14) + "px";
        });

        """;
}
