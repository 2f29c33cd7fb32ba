import Statistics

/// Groups of given names that are used for one another in Britain: a formal name and its short forms.
///
/// A name may be in several groups (ALEX of ALEXANDER and of ALEXANDRA); two names of one group agree at the level
/// `nickname`. The list is of general knowledge and holds what occurs often; names are standardised.
package enum Nicknames {
    private static let groups = """
        ABIGAIL ABBY ABBIE ABI GAIL
        ABRAHAM ABE BRAM
        ADAM ADE
        ADRIAN ADE
        ALAN ALLAN ALLEN AL
        ALBERT AL BERT BERTIE
        ALEXANDER ALEX ALEC ALISTAIR ALASTAIR SANDY LEX XANDER AL SASHA
        ALEXANDRA ALEX ALEXA ALI SANDRA SASHA LEXI LEXIE
        ALFRED ALF ALFIE FRED FREDDIE
        ALICE ALI ALISON
        ALISON ALI ALLISON ALY
        AMANDA MANDY MANDA
        AMELIA AMY MILLIE EMILIA
        ANDREA ANDIE ANDY
        ANDREW ANDY DREW
        ANGELA ANGIE ANGE
        ANNE ANN ANNIE ANNA HANNAH NANCY
        ANNABEL BELLA ANNA BELLE ANNABELLE
        ANTHONY TONY ANT ANTONY
        ANTOINETTE TONI
        ARCHIBALD ARCHIE BALDIE
        ARTHUR ART ARTIE
        BARBARA BARB BABS BARBRA
        BARNABY BARNEY BARNABAS
        BARRY BAZ BAZZA BARRIE
        BEATRICE BEA BEE TRIXIE BEATRIX
        BENJAMIN BEN BENNY BENJI BENJY
        BERNADETTE BERNIE
        BERNARD BERNIE
        BRADLEY BRAD
        BRENDAN BREN BRENDON
        BRIAN BRYAN
        BRIDGET BRIDIE BRIDGIE
        CALLUM CALUM CAL
        CAMERON CAM
        CAROLINE CAROL CARRIE CARO CAROLYN
        CATHERINE KATHERINE KATHRYN CATHRYN KATE KATIE KATY CATH CATHY KATH KATHY KIT KITTY CAT CATRIONA KAT
        CHARLES CHARLIE CHAS CHUCK CHARLEY
        CHARLOTTE CHARLIE LOTTIE CHAR LOTTE
        CHRISTINE CHRIS CHRISSIE TINA CHRISTINA
        CHRISTOPHER CHRIS KIT TOPHER KRIS KRISTOPHER
        CLIFFORD CLIFF
        CONSTANCE CONNIE
        CORNELIUS CON CONNIE NEIL
        CRAIG CRAIGY
        CYNTHIA CINDY
        DANIEL DAN DANNY
        DANIELLE DANI DANNI
        DARREN DAZ DAZZA
        DAVID DAVE DAVEY DAVIE DAI DAVY
        DEBORAH DEBBIE DEB DEBRA DEBS
        DENISE DENNY
        DENNIS DEN DENNY DENIS
        DEREK DEL DERRICK DERECK
        DESMOND DES
        DOMINIC DOM NICK DOMINICK
        DONALD DON DONNIE DONNY
        DOROTHY DOT DOTTIE DOLLY DORA
        DOUGLAS DOUG DOUGIE
        DUNCAN DUNC
        EDMUND ED EDDIE TED NED EAMON EAMONN
        EDWARD ED EDDIE TED TEDDY NED
        EDWIN ED EDDIE
        ELEANOR ELLIE NELL NELLIE NORA ELLA LENA ELINOR
        ELIZABETH ELISABETH LIZ LIZZIE LIZZY BETH BETTY BETSY ELIZA LISA LIBBY ELSIE LISBETH ELSPETH
        EMILY EM EMMY EMS MILLY
        EMMA EM EMS EMMY
        ERNEST ERN ERNIE
        EUGENE GENE
        EVELYN EVE EVIE
        FLORENCE FLO FLORA FLOSSIE
        FRANCES FRAN FRANNIE FRANKIE FANNY
        FRANCIS FRANK FRANKIE FRAN
        FRANK FRANKIE FRANKLIN
        FREDERICK FRED FREDDIE FREDDY FREDRICK
        GABRIEL GABE
        GABRIELLE GABBY GABI
        GARETH GAZ GARY
        GARY GAZ GAZZA GARRY
        GEOFFREY GEOFF JEFF JEFFREY
        GEORGE GEORGIE GEO
        GEORGINA GEORGIE GEORGIA GINA
        GERALD GERRY JERRY GED
        GERARD GERRY GED GERRARD
        GERALDINE GERRY
        GILLIAN GILL JILL GILLY JILLIAN
        GORDON GORDIE
        GRAHAM GRAEME GRAHAME
        GREGORY GREG GREGG
        GWENDOLINE GWEN WENDY
        HAROLD HARRY HAL
        HARRIET HATTIE HARRIE
        HELEN NELL LENA ELLEN HELENA
        HENRIETTA ETTA HETTY HENNY
        HENRY HARRY HAL HANK
        HERBERT BERT HERB HERBIE
        HOWARD HOWIE
        HUBERT HUGH BERT
        HUGH HUGHIE HUW HUEY
        IAN IAIN EAN
        IMRAN IMMY
        ISAAC ISAC IKE
        ISABEL ISABELLA ISABELLE BELLA BELLE IZZY ISOBEL TIBBY
        JACOB JAKE JAY COBY
        JACQUELINE JACKIE JACQUI JACKY JAKI
        JAMES JIM JIMMY JAMIE JAY JIMI JAMEY
        JANE JAN JANEY JANIE JANET
        JANET JAN JANETTE
        JASON JAY JASE
        JEAN JEANNIE JEANIE JEANETTE
        JEMIMA JEM MIMA
        JENNIFER JEN JENNY JENNIE
        JEREMIAH JERRY JEREMY
        JEREMY JEZ JEM JERRY
        JESSICA JESS JESSIE
        JOANNE JO JOANNA JOANN JOAN
        JOHN JACK JON JOHNNY JOHNNIE JACKIE IAN SEAN
        JONATHAN JON JONNY JOHN JONATHON JOHNATHAN NATHAN
        JOSEPH JOE JOEY JO
        JOSEPHINE JO JOSIE
        JOSHUA JOSH
        JUDITH JUDY JUDE JUDI
        JULIA JULIE JULIET JILL
        JULIAN JULES
        KARL CARL
        KENNETH KEN KENNY KENNIE
        KEVIN KEV
        KIERAN KIERON CIARAN KEIRAN KEIRON
        KIMBERLEY KIM KIMBERLY KIMMY
        KRISTINA KRIS TINA KIRSTY KIRSTEN
        LAURENCE LAWRENCE LARRY LAURIE LAWRIE LOZ
        LEE LEIGH
        LEONARD LEN LENNY LEO LENNIE
        LEROY LEE ROY
        LESLEY LES LESLIE
        LESLIE LES LESLEY
        LEWIS LOUIS LEW LOU LOUIE
        LILLIAN LILY LIL LILIAN LILLY
        LINDSAY LINDSEY LYNSEY LINDA
        LOUISE LOU LULU LOUISA
        LUCY LUCIA LUCINDA LU
        LUKE LUCAS LUCA
        LYNN LYN LYNNE LINDA LYNDA
        MADELEINE MADDIE MADDY MAD MADELINE
        MALCOLM MAL MALC
        MARC MARK MARCUS
        MARGARET MAGGIE MEG PEGGY MARGE MARGIE MADGE RITA MAISIE MAGS GRETA PEG MARGO
        MARIA MARIE MARY RIA
        MARTIN MARTY MART MARTYN
        MARY MOLLY POLLY MAY MAISIE MAMIE
        MATILDA TILLY MATTIE TILLIE
        MATTHEW MATT MATTY MAT MATHEW
        MAUREEN MO MAUREN
        MAXIMILIAN MAX MAXWELL
        MAXINE MAX MAXI
        MELANIE MEL
        MELISSA MEL LISSA
        MICHAEL MIKE MICK MICKY MICKEY MIKEY MICHEAL MITCH
        MICHELLE SHELL SHELLEY CHELLE MICHELE
        MILDRED MILLIE
        MITCHELL MITCH
        MOHAMMED MUHAMMAD MOHAMMAD MOHAMED MUHAMMED MOHAMAD MUHAMAD MUHAMED MOHAMMOD MOHD MD MO MEHMET
        MORRIS MAURICE MO MOE
        NATALIE NAT NATASHA
        NATASHA TASH TASHA NATALIA NAT
        NATHAN NATE NAT NATHANIEL NATHANAEL
        NEIL NEAL NIALL NEILL
        NICHOLAS NICK NICKY NICO NICOLAS NIK
        NICOLA NICKY NIKKI NICKI NIC NICOLE NIKI
        NIGEL NIGE
        NORMAN NORM
        OLIVER OLLIE OLLY OLI NOLLIE
        OLIVIA LIV LIVVY LIVIA OLLIE
        OSCAR OZ OZZIE
        OSWALD OZ OZZIE OZZY
        PAMELA PAM PAMMY
        PATRICIA PAT PATTY TRISH TRICIA PATSY PADDY
        PATRICK PAT PADDY PADRAIG PATSY RICK
        PAUL PAULIE PAWEL
        PAULINE PAULA POLLY
        PENELOPE PENNY PEN
        PERCIVAL PERCY
        PETER PETE PETEY PIOTR
        PHILIP PHIL PHILLIP PIP
        PHILIPPA PIP PIPPA PHILLIPA
        RACHEL RACH RAE RACHAEL RACHELLE
        RAYMOND RAY
        REBECCA BECKY BECCA BECKIE BEX
        REGINALD REG REGGIE REX
        RICHARD RICK RICKY DICK RICH RICHIE RITCHIE DICKIE RICKIE
        ROBERT ROB BOB BOBBY ROBBIE ROBIN BERT ROBBY BOBBIE RAB
        ROBERTA BOBBIE ROBBIE BERTA
        RODERICK ROD RODDY RICK
        RODNEY ROD
        ROGER RODGE RODGER
        RONALD RON RONNIE RONNY
        ROSEMARY ROSE ROSIE ROMY ROZ
        ROWENA RO
        RUPERT RU
        RUSSELL RUSS RUSTY RUSSEL
        SALLY SAL SARAH
        SAMANTHA SAM SAMMY SAMMIE
        SAMUEL SAM SAMMY
        SANDRA SANDIE SANDY
        SARAH SARA SALLY SADIE
        SCOTT SCOTTY
        SEAN SHAUN SHAWN SHANE
        SHARON SHAZ SHAZZA SHARRON SHAZZ
        SHEILA SHELAGH SHEELAGH
        SHIRLEY SHIRL
        SIDNEY SYDNEY SID SYD
        SIMON SI SIMEON
        SOPHIA SOPHIE SOPH SOFIA
        STANLEY STAN
        STEPHANIE STEPH STEFFI STEFANIE
        STEPHEN STEVEN STEVE STEVIE STE STEFAN STEPHAN
        STUART STEWART STU STEW
        SUSAN SUE SUSIE SUZIE SUZANNE SUSANNAH SUZY SUKI
        TERENCE TERRY TEL TERRENCE TERRANCE
        THEODORE THEO TED TEDDY
        THERESA TERESA TERRY TESS TESSA TERRI TRACY
        THOMAS TOM TOMMY THOM TOMAS
        TIMOTHY TIM TIMMY
        TOBIAS TOBY
        TRACEY TRACY TRACIE TRACI
        TREVOR TREV
        VALERIE VAL
        VANESSA NESS NESSA
        VERONICA RONNIE VERA NICKY
        VICTOR VIC
        VICTORIA VICKY VIC VICKI TORI VIKKI VICKIE TORY
        VINCENT VIN VINNY VINCE VINNIE
        VIVIENNE VIV VIVIAN VIVIEN
        WALTER WALT WALLY
        WAYNE WAZ
        WILFRED WILF FRED
        WILLIAM WILL BILL BILLY WILLIE LIAM WILLY GUILLAUME WILLS
        WINIFRED WIN WINNIE FREDA
        YVONNE VON EVON
        ZACHARY ZAC ZAK ZACK ZACHARIAH
        AHMED AHMAD AHMET AHMAT
        YUSUF YOUSEF YOUSUF YOUSAF YUSSUF YOUSSEF JOSEPH
        HUSSAIN HUSSEIN HUSAIN HOSSAIN HUSEYIN HUSSAYN
        HASSAN HASAN HASSEN
        ALI ALY ALLY
        ABDULLAH ABDALLAH ABDULLA ABDALLA
        ABDUL ABDEL ABDAL
        IBRAHIM EBRAHIM IBRAHEEM EBRIMA IBRAHIMA ABRAHAM
        ISMAIL ISMAEEL ESMAIL ISMAEL
        OMAR UMAR OMER UMER
        USMAN OSMAN UTHMAN OTHMAN OUSMANE
        MUSTAFA MUSTAPHA MOSTAFA
        FATIMA FATEMA FATEMEH FATIMAH FATOUMATA FATMA
        AISHA AYESHA AISHAH AYSHA AICHA AYSE
        KHADIJA KHADIJAH KHADEEJA HATICE
        MARYAM MARIAM MIRIAM MERYEM MARIAMA
        ZAINAB ZAYNAB ZEINAB ZEYNEP
        SAEED SAID SAYEED SAYID
        RASHID RASHEED RACHID RESHID
        TARIQ TAREK TARIK TAREQ
        KHALID KHALED HALID
        BILAL BELAL
        NASIR NASSER NASEER
        SHARIF SHAREEF CHERIF
        ALEKSANDR ALEXANDER ALEKSANDER OLEKSANDR SASHA
        ALEKSEI ALEXEY ALEXEI ALEKSEJ OLEKSIY
        SERGEI SERGEY SERHIY SERGEJ
        ANDREI ANDREY ANDRIY ANDRZEJ ANDREAS ANDREW
        DMITRI DMITRY DMITRIY DMYTRO DIMITRI
        IVAN JOHN IAN JAN JUAN
        YURI YURY YURIY IURII
        MIKHAIL MYKHAILO MICHAEL MICHAL MIHAI
        NIKOLAI NIKOLAY MYKOLA NICHOLAS NICOLAE
        PIOTR PETER PYOTR PETRO PETR
        PAWEL PAUL PAVEL PAVLO
        KATARZYNA CATHERINE KASIA EKATERINA KATERYNA
        AGNIESZKA AGNES AGA
        MALGORZATA MARGARET GOSIA
        ELZBIETA ELIZABETH ELA
        JERZY GEORGE GHEORGHE GIORGI JURAJ
        SINGH SING
        NGUYEN NGUEN
        WILLIAM GWILYM
        JOHN SEAN SHAUN SHAWN SIAN EVAN IEUAN IWAN
        JAMES SEAMUS HAMISH
        PATRICK PADRAIG PADDY PAUDIE
        """

    private static let groupsByHead: [String: UInt16] = {
        let heads = groups.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
        return Dictionary(heads.enumerated().map { ($1, UInt16($0 + 1)) }) { first, _ in first }
    }()

    private static let groupsByName: [String: [UInt16]] = {
        var result: [String: [UInt16]] = [:]
        for (group, line) in groups.split(separator: "\n").enumerated() {
            for name in line.split(separator: " ") {
                let known = result[String(name), default: []]
                if !known.contains(UInt16(group + 1)) { result[String(name)] = known + [UInt16(group + 1)] }
            }
        }
        return result
    }()

    /// A name's hash and its packed groups; a hash of 0 is a free place.
    private struct Entry: BitwiseCopyable, Sendable {
        var hash: UInt64 = 0
        var groups: UInt64 = 0
        /// The group that the name heads, or its first.
        var first: UInt64 = 0
    }

    private static let hash = KeyedHash(key: 0x6e69_636b)

    /// The names by hash, with open addressing: looked up without making a string.
    private static let table: FixedArray<Entry> = {
        var size = 16
        while size < groupsByName.count * 4 { size *= 2 }
        var entries = [Entry](repeating: Entry(), count: size)
        for (name, groups) in groupsByName.sorted(by: { $0.key < $1.key }) {
            let hash = max(Self.hash.hash(name), 1)
            var place = Int(truncatingIfNeeded: hash) & (size - 1)
            while entries[place].hash != 0 { place = (place + 1) & (size - 1) }
            entries[place] = Entry(
                hash: hash,
                groups: groups.prefix(4).reduce(0) { $0 << 16 | UInt64($1) },
                first: UInt64(groupsByHead[name] ?? groups.first ?? 0)
            )
        }
        return FixedArray(entries)
    }()

    /// The groups of a standardised name, at most four, packed into one word; 0 when it is in none.
    static func packedGroups(of name: UnsafeBufferPointer<UInt8>) -> UInt64 { entry(of: name).groups }

    private static func entry(of name: UnsafeBufferPointer<UInt8>) -> Entry {
        guard name.count <= 16, !name.isEmpty else { return Entry() }
        let table = table
        let hash = max(Self.hash.hash(UnsafeRawBufferPointer(name)), 1)
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table.base[place].hash != 0 {
            if table.base[place].hash == hash { return table.base[place] }
            place = (place + 1) & (table.count - 1)
        }
        return Entry()
    }

    /// The first group of a standardised name, counted from 1; 0 when it is in none.
    ///
    /// A name that heads a group is of that group.
    static func firstGroup(of name: UnsafeBufferPointer<UInt8>) -> UInt64 { entry(of: name).first }

    /// Whether two packed sets of groups have one in common.
    static func haveCommonGroup(_ left: UInt64, _ right: UInt64) -> Bool {
        var rest = left
        while rest != 0 {
            var other = right
            while other != 0 {
                if rest & 0xffff == other & 0xffff { return true }
                other >>= 16
            }
            rest >>= 16
        }
        return false
    }

    /// Whether two standardised names are used for one another.
    package static func areRelated(_ left: String, _ right: String) -> Bool {
        guard let first = groupsByName[left], let second = groupsByName[right] else { return false }
        return first.contains { second.contains($0) }
    }
}
