/// British surnames: about a thousand common ones, most common first, and the parts that rarer ones are composed of.
enum BritishSurnames {
    /// Common surnames, most common first.
    static let common = commonFirst + " " + commonSecond

    private static let commonFirst = """
        Smith Jones Taylor Williams Brown Davies Evans Wilson Thomas Roberts Johnson Lewis Walker Robinson
        Wood Thompson White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James Morgan
        Hughes Edwards Hill Moore Clark Harrison Scott Young Morris Hall Ward Turner Carter Phillips Mitchell
        Patel Adams Campbell Anderson Allen Cook Bailey Parker Miller Davis Murphy Price Bell Baker Griffiths
        Kelly Simpson Marshall Collins Bennett Cox Richardson Fox Gray Rose Chapman Hunt Robertson Shaw
        Reynolds Lloyd Ellis Richards Russell Wilkinson Khan Graham Stewart Reid Murray Powell Palmer Holmes
        Rogers Stevens Walsh Hunter Thomson Matthews Ross Owen Mason Knight Kennedy Butler Saunders Cole
        Pearce Dean Foster Harvey Hudson Gibson Mills Berry Barnes Pearson Kaur Booth Dixon Grant Gordon Lane
        Harper Ali Hart Mcdonald Brooks Ryan Carr Macdonald Hamilton Johnston West Gill Dawson Armstrong
        Gardner Stone Andrews Williamson Barker George Fisher Cunningham Watts Webb Lawrence Bradley Jenkins
        Wells Chambers Spencer Poole Atkinson Lawson Day Woods Rees Fraser Black Fletcher Hussain Willis Marsh
        Ahmed Doyle Lowe Burns Hopkins Nicholson Parry Newman Jordan Henderson Howard Barrett Burton Riley
        Porter Byrne Houghton John Perry Baxter Ball Mccarthy Elliott Burke Gallagher Duncan Cooke Austin Read
        Wallace Hawkins Hayes Francis Sutton Davidson Sharp Holland Moss May Bates Bird Morrison Morton Begum
        Simmonds Sanders Coleman Page Bradshaw Hancock Payne Barton Kerr Hicks Warren Lambert Woodward Hewitt
        Potter Cameron Ford Stephenson Gibbs Miles Freeman Douglas Buckley Goodwin Oliver Norman Gilbert
        Ferguson Nash Lynch Chandler Lucas Jennings Crawford Long Oneill O'Brien O'Connor O'Neill Kemp Preston
        Briggs Norris Daniel Peters Townsend Wheeler Pritchard Frost Tucker Barber Sinclair Ellison Hammond
        Whitehead Rowe Bishop Benson Steele Carroll Daniels Sullivan Bull Bond Thornton Curtis Nelson Gregory
        Tyler Hope Kent Bryant Hodgson Parsons Field Yates Moran Maxwell Humphreys Brady Stephens Todd Cross
        Howe Iqbal Hobbs Franklin Arnold Kay Crossley Leonard Rhodes Welch Garner Patterson Birch Nolan Abbott
        Holt Howells Norton Sheppard Lyons Perkins Vincent Higgins Pope Horton Cartwright Weston Charlton
        Alexander Hooper Mccann Whittaker Bolton Goddard Hyde Power Gould Farrell Summers Baldwin Manning
        Hartley Savage Warner Goodman Farmer Haynes Akhtar Bartlett Blake Coates Connolly Stanley Lamb Slater
        Randall Browne Bruce Mckenzie Fuller Little Wade Cox Hargreaves Flynn Atkins Faulkner Marsden Pollard
        Storey Dunn Clayton Cooke Sharpe Gibbons Nicholls Noble Metcalfe Barnett Craig Chadwick Fowler Conway
        Osborne Bowen Pickering Reeves Mcgrath Rowland Ashton Daly Swift Whitaker Quinn Banks Kirk Ingram
        Dickinson Middleton Parkinson Clements Webster Kirby Cullen Pugh Blackburn Bowden Tomlinson Gough
        Hurst Heath Hodges Herbert Osullivan Lord Dyer Hilton Sykes Robson Joyce Proctor Hopkinson Walters
        Chan Singh Begley Barlow Finch Schofield Pratt Buchanan Wyatt Allan Short Hale Bentley Bright Bray
        Norton Waters Lester Milner Law Fitzgerald Weaver Patrick Stokes Gallacher Peacock Hutchinson Nixon
        Tate Gardiner Christie Rice Potts Kaye Stuart Logan Wall Crowther Head Naylor Duffy Hayward Emery
        Rowlands Winter Charles Vaughan Barry Burgess Sweeney Foley Dale Cassidy Hogan Langley Appleton
        Maguire Weir Swain Wilkins Drew Fleming Bloggs
        """

    private static let commonSecond = """
        Lindsay Morley Bowman Sims Broadbent Hanson Mellor Mcintyre Dodd Firth Blair Boyd Paterson Mcmillan
        Winterbottom Cowan Dobson Armitage Farrow Beaumont Cohen Rigby Beattie Denton Burrows Donnelly Hardy
        Bourne Kendall Sherwood Goldsmith Gleeson Whelan Leach Bourke Crane Moody Sutherland Guest Hurley
        Mccormick Shepherd Drake Coles Whitfield Ashworth Egan Ramsey Ridley Hirst Driscoll Blackwell Mead
        Mccabe Wilde Best Adamson Mclean Daley Archer Nightingale Reilly Sparks Rae Coyle Rahman Malik Mahmood
        Shah Hassan Hull Bevan Kenny Bass Millar Pike Plant Squires Forster Seymour Tanner Batt Mohamed
        Bannister Hampton Barron Ogden Pickford Snell Fenton Costello Hutton Wild Horne Purcell Aldridge
        Allison Bateman Oakley Kavanagh Mckay Forbes Cameron Macleod Mackenzie Morrow Munro Sinclair Innes
        Irvine Jamieson Kerr Laird Lennox Mackay Mackie Maclean Mcallister Mcalpine Mcbride Mccall Mcclure
        Mcdermott Mcdougall Mcewan Mcfarlane Mcgee Mcgregor Mcguire Mcintosh Mckee Mckenna Mclaren Mclaughlin
        Mcleod Mcmahon Mcnally Mcnamara Mcneil Mcpherson Mcqueen Milligan Moir Mowat Muir Napier Nicol Ogilvie
        Orr Petrie Rankin Rennie Ritchie Rodger Shearer Skinner Struthers Tait Telford Tennant Urquhart
        Wardrop Watt Whyte Wylie Younger Aitken Baird Bain Barclay Begg Beveridge Bisset Brodie Burnett Cairns
        Calder Carmichael Chalmers Chisholm Cormack Coutts Cumming Currie Dalgleish Dickson Doig Donald
        Donaldson Dow Drummond Duff Dunbar Dunlop Elder Erskine Ewing Falconer Farquhar Findlay Forsyth Fyfe
        Galbraith Galloway Gemmell Geddes Gilchrist Gillespie Gilmour Glen Gow Guthrie Haig Halliday Hastie
        Hay Heron Hogg Houston Hume Inglis Keir Keith Kidd Kilgour Kinnear Kirkpatrick Kyle Ap-Rhys Beynon
        Bowen Breeze Cadwallader Cadogan Craddock Eynon Gethin Gittins Gwilliam Gwyn Harries Havard Hopkin
        Howell Humphries Ivory Jarman Jeffreys Jehu Jenkin Kendrick Landeg Llewellyn Maddocks Meredith Meyrick
        Mostyn Nicholas Onions Penry Philpott Picton Probert Probyn Prosser Protheroe Pryce Rosser Sayce Tudor
        Trahearne Treharne Tunley Watkins Wynne Ainsworth Akers Alcock Allsop Ambler Ames Amos Ansell Appleby
        Arkwright Askew Aspinall Astley Atherton Attwood Ayres Backhouse Badger Bagshaw Baines Bamford Barber
        Barham Barlow Barnard Barratt Bassett Batchelor Battersby Bayliss Beard Beasley Beck Beckett Bedford
        Beech Beesley Bellamy Benjamin Bentham Beresford Bernard Bickerton Biggs Billingham Binns Birchall
        Birkett Blackmore Bland Blythe Boardman Bonner Boothroyd Boswell Bottomley Boulton Bowers Bowler Boyce
        Boyle Brace Brain Bramley Brand Brearley Brennan Brett Brewer Bridges Brierley Briscoe Bristow Britton
        Broadhurst Brock Bromley Brook Brookes Broughton Bryan Buck Buckingham Bullock Bunting Burdett Burgin
        Burley Burnham Burr Burrell Busby Bush Butcher Butterworth Byrd Callaghan Calvert Cannon Capper Carey
        Carlisle Carney Carpenter Cartledge Carver Cash Castle Caswell Cattell Chamberlain Champion Chappell
        Chase Cheetham Chilton Church Churchill Clancy Clegg Cliff Clifford Clough Coates Cockburn Coe Colbert
        Coleman Collier Collinson Combs Compton Connell Connor Conroy Constable Coombes Cope Copeland Corbett
        Corcoran Cottrell Coulson Court Courtney Coward Cowell Crabtree Cragg Craven Creasey Cresswell Crisp
        Croft Crompton Crook Crosby Crouch Crowe Crowley Crump Cubitt Cummings Curran Curry Cutler Dalby
        Dalton Darby Darling Davey Davison Deacon Delaney Dempsey Denham Dennis Derbyshire Devine Dexter
        Dillon Dolan Donovan Dorsey Dowling Downes Downing Draper Driver Drury Duckworth Dudley Duke Durrant
        Dutton Dwyer Eastwood Eaton Eccles Edge Edmonds Elkins Elliot Elsworth Emerson England English
        Entwistle Etherington Everett Eyre Fairbairn Fairhurst Farley Farnworth Fawcett Fearnley Fell Fellows
        Fielding Finlay Finn Finney Flanagan Fleetwood Flint Flood Floyd Foote Forrest Foxon Foy French Frith
        Furness Gale Garland Garrett Garside Gaskell Gates Gee Gent Gerrard Giles Gladwin Glover Godfrey
        Golding Gooch Goodall Goode Goodyear Gore Goulding Grace Grainger Greenaway Greenhalgh Greenwood
        Gregson Grey Griffin Grimes Grimshaw Groves Grundy Gunn Guy Hackett Hadley Haigh Haines Hales Halford
        Hallam Halliwell Halstead Handley Hanley Hann Harding Hardman Hardwick Hargrave Harker Harley Harman
        Harmer Harrington Harrop Harwood Haslam Hastings Hatton Hawes Hawley Haworth Hayden Haywood Healey
        Heap Heaton Helm Hemmings Henry Henson Hepburn Hepworth Heywood Hibbert Hickman Hickson Higginbottom
        Higgs Hind Hindle Hines Hinton Hitchcock Hobson Hodge Hodgkinson Hodson Holbrook Holden Holder
        Holdsworth Hollis Holloway Hollins Holman Holroyd Honey Hood Hooton Horner Horrocks Horsfall Hoskins
        Hough Howarth Howes Howson Hoyle Hubbard Huddleston Huggins Hull Hulme Humphrey Hurd Hurrell Hutchings
        Ibbotson Isaac Isherwood Ives Jackman Jacobs Jagger Jarrett Jarvis Jeffery Jefferson Jeffries Jessop
        Jewell Johns Joseph Judd Judge Kane Kearney Keating Keegan Keeling Keen Kelleher Kellett Kelsey Kemble
        Kenyon Kershaw Kettle Keys Kilner Kingston Kirkham Kirkwood Kitchen Knapp Knott Knowles Lacey Laing
        Lake Lamont Lancaster Landon Langton Lawler Lawton Leadbetter Leary Ledger Leigh Lever Leyland
        Lightfoot Lilley Lincoln Linton Lister Littlewood Livesey Lock Lockwood Lodge Lomas Longbottom Lovell
        Lowry Loxley Luckett Ludlow Lumb Lunn Lynn Maddison Maher Mallinson Maloney Mann Mansfield Marlow
        Marriott Marrow Marston Massey Mather Maude Mayer Mayes Maynard Mccoy Meadows Mears Melia Mercer
        Merrick Midgley Milburn Millington Millward Molloy Monk Monaghan Moorhouse Mortimer Moseley Mottram
        Mullen Munday Mundy Musgrave Myers Neal Neale Needham Neville Newell Newton Nicklin Nield Nuttall
        Oakes Oates Odell Oldfield Oldham Openshaw Ormerod Orton Osborn Osgood Overton Owens Oxley Padgett
        Paine Pallister Pardoe Park Parkin Parr Partridge Pass Paul Pearl Pearse Peck Peel Pemberton Penn
        Pepper Percival Pettit Phelan Philips Phipps Pickard Pickles Pierce Pilkington Pilling Pinder Platt
        Plummer Pollitt Pond Poulter Povey Prescott Priestley Prince Prior Pye Pyke Quigley Radford Raine
        Ramsden Rand Ratcliffe Raven Rawlings Rawlinson Rawson Rayner Redfern Redman Redmond Reed Regan Reeve
        Renshaw Revell Rhys Rich Richmond Ridgway Rimmer Rivers Roach Roche Rodgers Roe Rollins Rooney Roscoe
        Rothwell Rourke Routledge Rowley Royle Rudd Rush Rushton Ruston Rutter Sadler Sage Salmon Salt Sampson
        Samuels Sandford Sands Sargent Saville Sawyer Saxton Sayer Scarborough Scully Seddon Sefton Self
        Sellers Senior Sewell Sexton Shackleton Shanahan Sheehan Sheldon Shelton Sheridan Shipley Shore
        Sidebottom Silcock Simms Simmons Singleton Skelton Skidmore Slack Slade Sloan Small Smart Smedley
        Smithson Snow Southern Southwell Speight Spence Spooner Spratt Stacey Stafford Stainton Standen
        Stansfield Stanton Staples Stark Starr Stead Steel Steer Stockton Stoddart Stott Stringer Strong
        Stubbs Sugden Sumner Sutcliffe Swan Swann Swindells Swinburne Tansley Tatton Taplin Teale Templeton
        Thackray Thirkell Thorne Thorp Thorpe Thurston Tierney Tilley Timms Tindall Tipping Titmarsh Tobin
        Toms Tong Topping Tranter Travis Trent Trotter Tuck Tully Turnbull Tuttle Twigg Tyson Underwood
        Unsworth Unwin Upton Varley Venables Vernon Vickers Vine Waddington Wadsworth Wainwright Wakefield
        Walden Waldron Walton Walmsley Warburton Ware Waring Warrington Waterhouse Waterman Watmough
        Weatherall Webber Weeks Welsh Westwood Whalley Wharton Wheatley Whitby Whitehouse Whiteley Whiting
        Whitmore Whittle Whitworth Wickham Wigglesworth Wilcock Wilcox Wild Wiley Wilks Willetts Willoughby
        Wills Wilmot Winn Winstanley Winston Witham Womack Woodcock Woodhead Woodhouse Woodman Woodruff
        Woolley Wooton Worrall Worth Worthington Wragg Wren Wynn Yardley Yeates York
        """

    /// First parts of rarer surnames, as found in place names.
    static let firstParts = """
        Ack Adder Ail Aln Alder All Amble Ander Apple Ar Ash Aspen Aster Att Ayles Bad Bain Bal Bam Ban Bar
        Barn Bas Bath Bax Bay Beck Bed Beel Bel Ben Ber Bes Bick Bid Bil Bing Bir Bis Black Blen Bod Bol Bos
        Bot Bow Brad Brails Bram Bran Bray Bred Bren Brid Brig Brin Brock Brom Brough Bruns Buck Bul Bur Bux
        Cad Cal Cam Can Carl Car Cas Cat Caw Chad Chal Char Chat Ched Chel Ches Chil Chip Chor Clap Clav Clax
        Clee Clif Clit Cob Cod Col Con Coo Cor Cos Cot Cow Crad Cran Craw Cress Crick Crof Crom Cul Cus Dal
        Dan Dar Daw Ded Den Der Dim Dit Dod Don Dor Dov Dray Drif Dud Dul Dun Dur Dux Eas Ecc Ed Eg El Em En
        Ep Er Es Ev Ew Ex Fal Far Fen Fer Fil Fin Fit Flax Flet Fol For Fos Fran Fres Frod Ful Fur Gad Gal Gar
        Gat Ged Gil Gis Glad Glos God Gol Good Gos Graf Gran Gray Green Grim Gris Gun Had Hag Hal Ham Han Har
        Has Hat Hath Haw Hay Heb Hed Hel Hem Hen Hep Her Hes Hex Hib Hig Hil Hin Hit Hod Hol Hon Hor Hos Hox
        Hud Hul Hun Hur Il Ing Ip Ir Is Iv Kel Ken Ker Kes Ket Kil Kim Kin Kir Knar Lam Lan Lang Lap Lar Las
        Lat Lav Lea Led Leg Len Les Lev Lew Lich Lid Lil Lim Lin Lis Lit Liv Lod Lon Lox Lud Lul Lut Lym Mab
        Mad Mal Man Map Mar Mas Mat Max Mel Mer Mid Mil Min Mit Mob Mol Mon Mor Mos Mul Nan Nar Nas Neth New
        Nor Not Nun Oak Old Ol Or Os Ot Ox Pad Pan Par Pat Pem Pen Per Pet Pick Pin Pol Pon Pres Pud Pur Quar
        Rad Rag Ram Ran Rat Rav Red Ren Ret Rib Rich Rid Rip Ris Rock Rod Rol Rom Ros Roth Row Rud Rug Run Rus
        Ryd Sal Sand Sax Scar Sed Sel Set Shal Shap Shef Shel Shep Sher Shil Ship Shrop Sib Sil Skel Skip Sled
        Smal Snel Sol Som Sow Spal Spar Spil Stal Stan Stav Sted Stel Stock Stof Stor Strat Stub Sud Sul Sun
        Sur Sut Swaf Swan Swin Tad Tam Tan Tar Tat Ted Tel Ten Tet Thaks Thirl Thor Thur Til Tip Tit Tol Tor
        Tot Trow Tud Tun Tut Twy Tyl Ul Up Ut Ux Wad Wal Wan War Was Wat Wed Wel Wen Wes Wet Whal Whit Wick
        Wid Wig Wil Win Wis Wit Wol Won Wor Wrax Wy Yax Yel Yox
        """

    /// Second parts of rarer surnames.
    static let secondParts = """
        ton ley ham field worth ford by well wood stead bury land burn brook croft dale den don gate hurst ing
        ington ingham ingley man more mere ridge sall sey shaw side sley sham som stall stock stone ter tham
        thorpe thwaite tree wall ward water way weather wick wright yard bank beck borough bourne bridge
        church cliff combe cote cott er erby erley erton esby esley eston head hill holme house hope house
        idge inson ison kin kins low market minster mond mouth ney nor over port rick rigg row scough set ship
        ster stow thorn tock top try tune vale ville ware wash winter
        """
}
