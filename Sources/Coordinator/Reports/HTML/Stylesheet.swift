/// The style of the page: plain, readable at 320 pixels and on paper, in the colours of GOV.UK.
enum Stylesheet {
    static let text: Markup = """
        *{box-sizing:border-box}
        html{font:19px/1.45 Arial,Helvetica,"Liberation Sans",sans-serif;color:#0b0c0c;background:#fff;\
        -webkit-text-size-adjust:100%}
        body{margin:0}
        main{max-width:1000px;margin:0 auto;padding:0 20px 40px}
        h1{font-size:2.1rem;line-height:1.15;margin:32px 0 8px}
        h2{font-size:1.5rem;line-height:1.25;margin:48px 0 16px;padding-top:16px;border-top:1px solid #b1b4b6}
        h3{font-size:1.15rem;margin:28px 0 10px}
        p,ul,ol,dl{margin:0 0 16px}
        p,li{max-width:44em;overflow-wrap:anywhere}
        li{margin-bottom:6px}
        a{color:#1d70b8}
        a:focus,[tabindex]:focus,summary:focus{outline:3px solid #fd0;box-shadow:0 0 0 5px #0b0c0c}
        .skip{position:absolute;left:-999em}
        .skip:focus{position:static;display:block;padding:10px 20px}
        .banner{background:#fd0;border-bottom:4px solid #0b0c0c}
        footer.banner{border-bottom:0;border-top:4px solid #0b0c0c}
        .banner p{max-width:1000px;margin:0 auto;padding:12px 20px}
        .banner strong{display:block;font-size:1.2rem}
        .lead{color:#505a5f;font-size:1.1rem}
        .note{color:#505a5f;font-size:.85rem}
        .inset{border-left:8px solid #b1b4b6;padding:8px 0 8px 16px}
        .headline{border:1px solid #b1b4b6;border-left:10px solid #12436d;padding:20px 24px 8px;margin:24px 0}
        .headline h2{border:0;margin:0 0 16px;padding:0;display:flex;gap:14px;align-items:flex-start}
        .icon{flex:none;vertical-align:middle}
        .figures{display:flex;flex-wrap:wrap;gap:12px 40px}
        .figures div{min-width:110px}
        dt{color:#505a5f;font-size:.85rem}
        dd{margin:0;font-size:2rem;font-weight:bold;line-height:1.2}
        dd.small{font-size:1rem;font-weight:normal}
        .truth{background:#f3f2f1;padding:10px 14px}
        .findings li{margin-bottom:10px}
        nav h2{font-size:1.1rem;margin-bottom:8px}
        nav ol{columns:2;column-gap:40px;padding-left:1.4em}
        .columns{display:grid;grid-template-columns:1fr 1fr;gap:32px}
        .can,.cannot{border-top:5px solid #12436d}
        .cannot{border-color:#505a5f}
        .can ul,.cannot ul{padding-left:1.1em}
        .can h3,.cannot h3{margin-top:12px}
        .flow{list-style:none;padding:0}
        .flow li{display:flex;flex-wrap:wrap;gap:2px 14px;max-width:none;margin:0 0 10px;padding:4px 0}
        .flow .label{flex:1 1 55%}
        .flow .count{font-weight:bold;min-width:120px;text-align:right}
        .flow .left{color:#505a5f;min-width:110px;text-align:right}
        .flow .bar{display:block;height:12px;background:#6bace6;border:1px solid #12436d}
        .flow .end .bar{background:#12436d}
        .flow .end .label{font-weight:bold}
        .flow li::after{content:"";flex-basis:100%;order:1}
        .flow .bar{order:2}
        table{border-collapse:collapse;width:100%;margin:0 0 20px;font-size:.9rem}
        caption{text-align:left;font-weight:bold;padding:8px 0}
        th,td{text-align:left;vertical-align:top;padding:8px 20px 8px 0;border-bottom:1px solid #b1b4b6}
        thead th{border-bottom:2px solid #0b0c0c;vertical-align:bottom}
        tbody th{font-weight:normal}
        th:last-child,td:last-child{padding-right:0}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        thead .number{white-space:normal}
        .hash{font-family:"Liberation Mono",Menlo,Consolas,monospace;font-size:.75rem;word-break:break-all}
        .result{display:flex;gap:8px;align-items:center;margin-top:6px;font-weight:bold}
        .result .icon{width:22px;height:22px}
        .band-green,.band-amber,.band-red,.band-unmeasured{white-space:nowrap;padding-left:10px;border-left:10px solid}
        .band-green{border-left-color:#00703c}
        .band-amber{border-left-color:#f47738}
        .band-red{border-left-color:#942514;font-weight:bold}
        .band-unmeasured{border-left-color:#b1b4b6}
        .scroll{overflow-x:auto}
        .scroll th,.scroll td{min-width:84px}
        .scroll tbody th{min-width:150px}
        .dense{font-size:.78rem}
        .dense th,.dense td{padding-right:12px}
        .chart{margin:20px 0}
        figcaption{font-weight:bold;font-size:.9rem;margin-bottom:12px}
        .chart svg{max-width:100%;height:auto;font:16px Arial,Helvetica,"Liberation Sans",sans-serif;fill:#0b0c0c}
        .narrow{display:none}
        summary{color:#1d70b8;cursor:pointer;margin-bottom:12px;text-decoration:underline}
        @media screen and (max-width:760px){
        html{font-size:17px}
        h1{font-size:1.6rem}
        h2{font-size:1.3rem}
        main{padding:0 15px 30px}
        .headline{padding:14px 14px 4px}
        .columns{grid-template-columns:1fr;gap:8px}
        nav ol{columns:1}
        .wide{display:none}
        .narrow{display:block}
        .scroll caption{max-width:calc(100vw - 30px)}
        .flow .label{flex-basis:100%}
        .flow .count,.flow .left{text-align:left;min-width:0}
        .number{white-space:normal}
        .scroll .number{white-space:nowrap}
        th,td{padding-right:8px}
        .compact{font-size:.78rem}
        .figures{gap:10px 20px}
        }
        @media screen and (max-width:360px){
        .compact{font-size:.66rem}
        .compact th,.compact td{padding-right:6px}
        }
        @media print{
        html{font-size:11pt}
        nav,.skip{display:none}
        h2,h3,caption,figcaption{break-after:avoid}
        tr,li,svg,figure,.headline{break-inside:avoid}
        details::details-content{content-visibility:visible;display:block}
        .scroll{overflow:visible}
        .dense{font-size:7pt}
        .scroll th,.scroll td{min-width:0}
        .banner,.bar,.band-green,.band-amber,.band-red,.truth{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        a{color:#0b0c0c;text-decoration:none}
        }
        @page{margin:18mm 15mm;@top-center{content:"Draft, not disclosure-checked";font:bold 10pt Arial}}
        """
}
