/// Common British forenames by sex and birth decade, most common first, separated by spaces.
///
/// The names and their order follow what birth registers of England and Wales show from the 1940s on; ranks are
/// approximate, which does not matter here: only the skew and the change over time do.
enum BritishForenames {
    /// The first year of the first list; each list covers ten years.
    static let firstDecade = 1_940

    /// Men's names from the 1940s to the 2000s.
    static let male: [String] = [
        """
        John David Michael Peter Robert Anthony Brian Alan William James Richard Kenneth Roger Keith Colin
        Christopher Raymond Terence Thomas Barry George Derek Malcolm Ronald Geoffrey Graham Roy Dennis
        Patrick Edward Trevor Charles Frank Frederick Stephen Leslie Philip Norman Joseph Arthur Ian Douglas
        Gordon Albert Eric Stanley Ernest Leonard Clive Maurice Henry Reginald Harry Bernard Stuart Donald
        Jeffrey Francis Walter Neil Gerald Victor Martin Paul Sidney Nigel Harold Alfred Rodney Daniel Ralph
        Cyril Hugh Howard
        """,
        """
        David John Stephen Michael Peter Robert Paul Alan Christopher Richard Anthony Philip Ian Keith Kevin
        Graham Andrew Martin Brian William James Colin Nigel Barry Roger Kenneth Raymond Geoffrey Terence
        Trevor Thomas Neil Malcolm Stuart Gary Mark Derek Patrick Steven Nicholas Roy Clive Gordon Timothy
        Leslie Simon Jeffrey Edward Dennis Charles Joseph Gerald Frank Howard George Adrian Jonathan Douglas
        Frederick Ronald Victor Francis Norman Carl Eric Rodney Hugh Bernard Duncan Gerard Glenn Russell
        Vincent Bruce
        """,
        """
        David Paul Andrew Mark John Michael Stephen Ian Robert Richard Peter Christopher Simon Anthony Kevin
        Gary Steven Martin James Philip Alan Neil Nigel Timothy Colin Graham Jonathan Nicholas William Adrian
        Brian Stuart Keith Thomas Patrick Sean Carl Trevor Wayne Shaun Kenneth Barry Derek Dean Jeremy Raymond
        Antony Jason Joseph Russell Lee Edward Terence Geoffrey Darren Duncan Malcolm Gordon Glen Daniel
        Matthew Alexander Charles Roger Clive Gareth Craig Julian Douglas Vincent Francis Howard Gerard Guy
        Ashley Karl Damian
        """,
        """
        Paul Mark David Andrew Richard Christopher James Simon Michael Matthew Stephen Lee John Robert Darren
        Daniel Steven Jason Nicholas Jonathan Ian Neil Peter Stuart Anthony Martin Kevin Craig Philip Gary
        Scott Wayne Timothy Benjamin Adam Alan Dean Adrian Carl Thomas William Sean Shane Jamie Karl Barry
        Gavin Edward Gareth Colin Graham Alexander Nathan Ben Joseph Justin Marc Brian Russell Damien Leon
        Julian Duncan Keith Patrick Graeme Shaun Damian Ryan Glenn Dominic Jeremy Joe Antony Samuel Lloyd
        Terry Ross Tony Trevor Clive
        """,
        """
        Christopher James David Daniel Michael Matthew Andrew Richard Paul Mark Thomas Adam Robert John Lee
        Benjamin Steven Jonathan Craig Stephen Simon Nicholas Peter Anthony Alexander Gary Ian Ryan Darren
        Barry Martin Stuart Philip Neil Kevin Jamie Scott William Ashley Joseph Dean Carl Samuel Sean Gareth
        Shaun Luke Edward Karl Ross Liam Nathan Aaron Ben Wayne Kieran Gavin Graeme Kyle Joshua Timothy Marc
        Jason Leon Damien Dominic Lewis Patrick Stewart Alan Nigel Dale Joe Jake Charles Antony Kenneth Lloyd
        Rhys Bradley Declan
        """,
        """
        Daniel Thomas Matthew Joshua James Adam Ryan Luke Michael Jack Christopher Samuel Joseph Benjamin
        Robert Alexander Liam Jordan David Connor Callum Lewis Aaron Andrew Jake Nathan William Ashley Kieran
        Jamie Kyle Bradley Ben Lee Scott Sean John George Shaun Dominic Mark Craig Charlie Alex Rhys Harry
        Anthony Oliver Dean Carl Richard Stephen Dale Tyler Edward Josh Reece Peter Brandon Elliott Ross
        Curtis Patrick Joe Charles Tom Max Zak Louis Declan Marcus Leon Danny Jay Simon Martin Conor Steven
        Mitchell Corey
        """,
        """
        Jack Joshua Thomas James Daniel Oliver Harry Samuel William Callum Luke Joseph Lewis Jake Charlie
        Ethan Matthew Benjamin George Ryan Connor Jordan Cameron Nathan Jamie Alexander Adam Bradley Liam
        Kieran Max Dylan Ben Tyler Aaron Owen Kyle Michael Rhys Alfie Archie Louis Brandon Reece Toby Edward
        Harvey Leo Morgan Jacob Finley Logan Corey Mason Isaac Declan Robert Kai Riley Henry Joel Dominic Leon
        Billy Ellis Taylor Sean Freddie Elliot Charles Noah Sebastian Joe Zachary Christopher David Andrew
        Ewan Tom Gabriel Jay Bailey
        """,
    ]

    /// Women's names from the 1940s to the 2000s.
    static let female: [String] = [
        """
        Margaret Patricia Christine Mary Jean Ann Susan Janet Maureen Barbara Valerie Carol Sandra Pauline
        Elizabeth Joan Pamela Jennifer Kathleen Anne Sheila Brenda Linda Gillian Judith Joyce Dorothy Doreen
        Shirley Eileen Marion Marian Jacqueline June Rosemary Josephine Sylvia Hazel Helen Diane Rita Irene
        Beryl Catherine Veronica Marjorie Norma Gloria Diana Frances Hilary Audrey Lesley Yvonne Ruth Jane
        Betty Angela Wendy Janice Daphne Marilyn Vera Beverley Heather Kathryn Thelma Teresa Joy Edna Lilian
        Iris
        """,
        """
        Susan Linda Christine Margaret Carol Jennifer Janet Patricia Barbara Ann Sandra Pamela Pauline Jean
        Jacqueline Kathleen Sheila Valerie Maureen Gillian Mary Elizabeth Lesley Catherine Brenda Wendy Angela
        Rosemary Diane Joan Lynne Jane Anne Denise Marion Hilary Judith Helen Janice Julie Sally Teresa Elaine
        Lynn Eileen Marilyn Carole Irene Heather Beverley Yvonne Shirley Theresa Alison Deborah Hazel Kathryn
        Ruth Dorothy Josephine Anita Frances Gail Sylvia Penelope Glenys Diana Rita Cheryl Joyce Veronica
        Geraldine
        """,
        """
        Susan Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon Tracy Angela Sarah Alison Caroline
        Amanda Sandra Linda Catherine Elizabeth Carol Joanne Wendy Janet Dawn Christine Nicola Lesley Elaine
        Patricia Lorraine Michelle Maria Anne Gillian Paula Denise Beverley Mandy Heather Lynn Sally Fiona
        Margaret Ann Debra Teresa Louise Lisa Claire Pauline Yvonne Andrea Kim Jennifer Jayne Carole Kathleen
        Maxine Barbara Melanie Suzanne Mary Anita Rachel Theresa Ruth Donna Annette Cheryl Geraldine Hazel
        Sheila
        """,
        """
        Sarah Nicola Karen Claire Joanne Lisa Michelle Emma Samantha Rachel Louise Julie Clare Rebecca Sharon
        Victoria Amanda Helen Tracey Kelly Susan Jane Angela Donna Deborah Alison Paula Tracy Andrea Jennifer
        Catherine Caroline Kerry Katherine Elizabeth Natalie Zoe Lorraine Melanie Jacqueline Maria Dawn Anna
        Hayley Joanna Leanne Tina Jayne Wendy Heather Lucy Charlotte Sally Marie Vanessa Sonia Fiona Stephanie
        Ruth Tanya Katie Kathryn Suzanne Debbie Sara Teresa Linda Heidi Mandy Natasha Amy Anne Laura Danielle
        Kirsty Lindsay Beverley
        """,
        """
        Sarah Laura Gemma Emma Rebecca Claire Victoria Samantha Rachel Amy Jennifer Nicola Katie Lisa Kelly
        Natalie Louise Michelle Hayley Hannah Helen Charlotte Joanne Lucy Elizabeth Leanne Danielle Donna
        Katherine Clare Stephanie Stacey Lauren Emily Jane Karen Kerry Zoe Jessica Kirsty Natasha Catherine
        Kate Melissa Carly Anna Kathryn Jenna Maria Vicky Jemma Cheryl Abigail Naomi Sally Lindsay Kimberley
        Sophie Rachael Tracy Amanda Heather Holly Sara Angela Ruth Caroline Alison Tara Toni Francesca Keeley
        Lindsey Alexandra Chantelle
        """,
        """
        Rebecca Lauren Jessica Charlotte Hannah Sophie Amy Emily Laura Emma Chloe Sarah Lucy Katie Bethany
        Jade Megan Danielle Samantha Natalie Rachel Olivia Stephanie Alice Abigail Victoria Eleanor Georgia
        Holly Shannon Elizabeth Kirsty Leah Gemma Jennifer Natasha Zoe Paige Hayley Kelly Melissa Nicole
        Stacey Ashleigh Molly Kayleigh Courtney Grace Naomi Chelsea Hollie Louise Ellie Leanne Sian Kimberley
        Toni Francesca Anna Alexandra Harriet Jodie Amber Heather Claire Ruth Rosie Imogen Robyn Jasmine
        Michelle Demi Gabrielle Catherine Abbie Zara
        """,
        """
        Chloe Emily Megan Olivia Sophie Charlotte Jessica Lauren Ellie Lucy Holly Hannah Georgia Amy Bethany
        Grace Katie Mia Molly Leah Amelia Abigail Ella Isabella Freya Daisy Eleanor Phoebe Jasmine Paige
        Caitlin Millie Courtney Ruby Amber Niamh Poppy Elizabeth Alice Lily Evie Emma Rebecca Isabelle
        Scarlett Summer Sophia Erin Shannon Libby Zoe Maisie Sarah Jade Rosie Eve Laura Nicole Madison Anna
        Aimee Lydia Skye Zara Imogen Isobel Alicia Keira Maddison Lola Rachel Matilda Gabriella Harriet Tia
        Faith Elise Kayleigh Hollie
        """,
    ]

    /// Rarer men's names of any decade.
    static let rareMale = """
        Abel Abraham Ainsley Alastair Albie Alec Aled Alistair Alvin Alwyn Amos Angus Ansel Archibald Arran
        Asher Aubrey August Austin Balthazar Barnaby Barney Bartholomew Basil Beau Benedict Benson Bertram
        Bevan Blair Blake Boris Brendan Brent Brett Brody Bryan Bryn Byron Caleb Calvin Carlton Carter Casey
        Cecil Chad Chester Clarence Claude Clayton Clement Cliff Clifford Clinton Clyde Conrad Cornelius
        Courtenay Crispin Curt Cuthbert Cyrus Damon Dane Darius Darrell Darrin Daryl Delroy Denzil Desmond
        Dexter Dirk Donovan Dorian Drew Dudley Dwayne Dwight Dylan Earl Edgar Edmund Edwin Eamon Eldon Eli
        Elias Elijah Elton Elvis Emlyn Emmanuel Emrys Enoch Ernie Errol Eugene Evan Everton Ezra Felix Fergus
        Finlay Fletcher Floyd Forbes Foster Fraser Gareth Garfield Garry Garth Gawain Gene Geraint Gethin
        Gideon Giles Glyn Godfrey Grant Gregory Greville Griffith Guy Gwilym Hadley Hal Hamish Hamilton Hari
        Hayden Hector Herbert Herman Hilton Horace Horatio Hubert Hugo Humphrey Hywel Idris Ieuan Ifan
        Ignatius Ike Inigo Irvin Irving Isaiah Ivan Ivor Iwan Jabez Jared Jarrod Jasper Jed Jerome Jerry
        Jethro Jim Jonah Jonty Josiah Jude Keegan Keiran Keir Kelvin Kendrick Kent Kerr Kingsley Kirk Kit
        Kristian Kurt Lachlan Lambert Lance Laurence Lawrence Leander Leighton Leopold Leroy Lester Levi Lex
        Linden Lionel Lloyd Llewellyn Lorcan Lorenzo Lucas Lucian Ludovic Luther Lyle Lyndon Magnus Manfred
        Marlon Marvin Maximilian Maxwell Melvin Meredith Merlin Merton Merlyn Micah Miles Milo Milton Monty
        Morris Mortimer Moses Murdo Murray Myles Neville Niall Nico Nigel Noel Nolan Norris Octavian Olaf
        Orlando Orson Oscar Osmond Oswald Otis Otto Pascal Percival Percy Perry Phineas Piers Preston Quentin
        Quincy Quinn Rafferty Ramsay Randolph Raphael Rayner Reuben Rex Rhodri Ricky Robin Roderick Roland
        Rolf Roman Ronan Rory Roscoe Rowan Rufus Rupert Rudolph Samson Saul Selwyn Seth Seymour Sheldon Silas
        Sinclair Solomon Spencer Stefan Sterling Sydney Sylvester Tarquin Ted Terrence Theo Theodore Tobias
        Torquil Travis Tristan Tudor Ulysses Uriah Vaughan Vernon Virgil Wallace Warren Wayland Wendell Wesley
        Wilbur Wilfred Winston Wyatt Xavier Yorick Zachariah Zeke
        """

    /// Rarer women's names of any decade.
    static let rareFemale = """
        Abbey Ada Adela Adele Adrienne Agatha Agnes Aileen Ailsa Alana Alberta Aleena Alexa Alexis Alma Althea
        Amabel Anais Anastasia Andrina Angharad Annabel Annabelle Annalise Anneka Annie Annis Anthea Antonia
        Arabella Ariadne Ariel Arlene Astrid Augusta Aurora Ava Averil Avril Beatrice Beatrix Belinda Bella
        Bernadette Bernice Bertha Bessie Bethan Bettina Bianca Billie Blanche Blythe Bonnie Briar Bridget
        Brigid Briony Bronwen Bronwyn Brooke Bryony Caitlyn Callie Camilla Candice Cara Caris Carla Carmel
        Carmen Carolyn Carrie Carys Cassandra Cassidy Catrin Cecilia Cecily Celeste Celia Celine Ceri Chanel
        Charis Charity Charlene Charmaine Chelsey Cherie Cherry Christa Christabel Christina Cindy Clara
        Clarissa Claudia Clementine Cleo Coleen Colette Connie Constance Cora Coral Cordelia Corinne Cressida
        Crystal Cynthia Dana Daniella Daria Davina Deanna Deborah Debra Deirdre Delia Delilah Della Delphine
        Delyth Demelza Denice Desiree Dina Dionne Dolores Dominique Dora Dorcas Doris Drusilla Dulcie Ebony
        Edith Edwina Eilidh Eirian Eleri Elin Elinor Elisabeth Elissa Eliza Ella Ellen Elma Eloise Elsa Elsie
        Elspeth Elvira Emilia Emmeline Enid Erica Esme Esmeralda Estelle Esther Ethel Eudora Eugenia Eunice
        Eva Evangeline Evelyn Fay Felicity Fern Ffion Fleur Flora Florence Frankie Freda Frederica Gaynor
        Genevieve Georgette Georgiana Georgina Germaine Gertrude Gigi Gilda Ginger Gladys Glenda Glenys Glynis
        Greta Griselda Guinevere Gwen Gwenda Gwendolen Gwyneth Hanna Harmony Hattie Hermione Hester Hettie
        Hilda Honor Hope Ida Ilona Ina India Ingrid Iona Isadora Isla Ivy Jackie Jacinta Jaime Janette Janine
        Jasmin Jeanette Jemima Jenny Jessamy Jewel Joann Jocelyn Jodi Josie Juanita Judy Julia Juliana Juliet
        Juliette Juno Justine Kaitlyn Kara Karina Karla Katharine Katrina Kay Kendra Kezia Kiera Kira Kristen
        Kristina Kyra Lacey Lana Lara Larissa Lavinia Leila Lena Leona Leonie Leonora Letitia Liana Lila Lilly
        Lisette Livia Liza Lois Lorna Lottie Lucia Lucinda Lucretia Lynda Lynette Lynsey Mabel Madeleine
        Madeline Maeve Magda Maggie Magnolia Mair Marcia Margot Marguerite Mariella Marina Marissa Marlene
        Marnie Martha Martina Maud Maura Mavis May Melody Mercy Meriel Merle Mildred Minnie Mirabel Miranda
        Miriam Moira Mona Monica Morag Morwenna Muriel Myra Myrtle Nadia Nadine Nancy Nell Nerys Nesta Nia
        Nina Noelle Nora Noreen Octavia Odette Olga Olive Olwen Ottilie Pandora Pansy Patience Patsy Peggy
        Penny Perdita Petra Petula Petunia Phillipa Philippa Philomena Phyllis Polly Portia Primrose Priscilla
        Prudence Queenie Ramona Regina Rhian Rhiannon Rhoda Rhona Robina Roberta Romilly Rosa Rosalie Rosalind
        Rosanna Rose Roseanne Rowena Roxanne Sabina Sabrina Sadie Saffron Sasha Selena Selina Serena Shania
        Shauna Shelley Shona Sidonie Sienna Silvia Simone Siobhan Sonya Stella Sunniva Susanna Sybil Sylvie
        Tabitha Tamara Tamsin Tania Tatiana Tess Tessa Thea Thora Tiffany Trina Trixie Trudy Una Ursula
        Valentina Vera Verity Verna Vida Viola Violet Virginia Vivian Vivien Wanda Wilhelmina Willow Wilma
        Winifred Xanthe Yasmin Yolanda Yvette Zelda Zena Zinnia
        """
}
