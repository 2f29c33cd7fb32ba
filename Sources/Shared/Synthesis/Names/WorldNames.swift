/// Names common among people in Britain with roots elsewhere, most common first, separated by spaces.
///
/// Each heritage has its own lists, since names depend on each other and on ethnicity: independence would make the
/// linkage of synthetic data too easy.
enum WorldNames {
    /// Men's forenames, women's forenames and surnames of one heritage.
    struct Lists {
        let male: String
        let female: String
        let surnames: String
    }

    static let muslim = Lists(
        male: """
            Mohammed Muhammad Mohammad Ahmed Ali Abdul Hassan Imran Mohamed Usman Hamza Omar Asif Tariq
            Bilal Adnan Zahid Khalid Hussain Ibrahim Yusuf Faisal Kamran Nadeem Shahid Waqas Umar Adeel
            Aamir Rashid Sajid Amir Arshad Asad Atif Aziz Farhan Haroon Haider Ismail Javed Junaid Kashif
            Majid Mustafa Nasir Naveed Owais Qasim Raza Rizwan Saad Saqib Shabir Shafiq Sohail Suleman
            Tahir Tanveer Wasim Yasin Younis Zain Zeeshan Zubair Anwar Azhar Babar Danish Ehsan Fahad
            Ghulam Habib Idris Jamal Karim Latif Mahmood Mansoor Mehdi Nabil Obaid Parvez Qadeer Rafiq
            Salman Shakeel Taimoor Uzair Wahid Yaqub Zafar
            """,
        female: """
            Fatima Aisha Ayesha Amina Zainab Maryam Sana Saima Nadia Shazia Samina Farah Khadija Hafsa
            Rukhsana Shabana Nasreen Safia Sadia Naseem Asma Bushra Fozia Humaira Iqra Kiran Lubna Mehwish
            Nazia Parveen Rabia Razia Rehana Rubina Saira Salma Samia Shaheen Sidra Sumaira Tahira Tasneem
            Uzma Yasmin Zahra Zara Zeenat Halima Hina Huma Javeria Kausar Leila Maria Mariam Noor Nimra
            Rida Sabah Sofia Sumaya Tayyaba Warda Zoya Anam Anisa Aliya Alina Farzana Ghazala Jamila
            Khalida
            """,
        surnames: """
            Khan Ahmed Hussain Ali Begum Akhtar Mohammed Iqbal Malik Mahmood Hassan Rahman Shah Hussein
            Mohamed Islam Chowdhury Miah Uddin Bibi Khatun Rashid Aziz Ahmad Karim Raja Mirza Butt
            Chaudhry Qureshi Siddiqui Sheikh Abdi Ibrahim Yusuf Omar Osman Farah Hasan Haque Hoque Alam
            Abbas Anwar Ashraf Aslam Bashir Bhatti Dar Farooq Ghani Hamid Haider Hanif Hashmi Hayat Ilyas
            Imran Ismail Jabbar Jamil Javed Kausar Kazmi Latif Majid Mansoor Masood Mehmood Mir Mughal
            Munir Mustafa Nadeem Naseer Nawaz Noor Parveen Qasim Rafiq Raza Rehman Riaz Saeed Saleem
            Sarwar Shabir Shafi Sharif Sultan Tariq Usman Wahid Yaqub Yasin Younis Zaman Ullah Sardar
            Shaikh Syed Sadiq Khalid Khatoon Hamza Warsame Jama Ahmadi Karimi Rahimi Hosseini Mahmoud
            Saleh Said Nasser Haddad
            """
    )

    static let southAsian = Lists(
        male: """
            Singh Raj Sanjay Amit Rajesh Sunil Anil Vijay Rakesh Jaspal Gurpreet Harpreet Jagdeep Sukhdev
            Manjit Baljit Balvinder Amarjit Harjit Kuldip Paramjit Rajinder Ravinder Satnam Surinder
            Tejinder Kamal Ashok Bharat Chirag Deepak Dilip Dinesh Girish Gopal Hitesh Jayesh Jignesh
            Kalpesh Ketan Kiran Mahesh Manish Mayur Mukesh Narendra Nilesh Nikhil Nitin Pankaj Paresh
            Pradeep Prakash Pravin Rahul Ramesh Ravi Rohit Sachin Sandeep Satish Shailesh Suresh Tushar
            Umesh Vikram Vimal Vinod Vipul Arjun
            """,
        female: """
            Kaur Priya Anita Sunita Geeta Meena Rekha Neha Pooja Anjali Kavita Asha Usha Jaspreet Harpreet
            Manpreet Gurpreet Simran Kulwinder Baljinder Paramjit Rajinder Surinder Sukhjit Amandeep
            Navdeep Ranjit Kiran Bhavna Chandni Daksha Deepa Dipti Falguni Hema Hina Jaya Jyoti Kalpana
            Kamini Komal Lata Madhu Mamta Manisha Mina Nisha Nita Pallavi Payal Radha Rina Ritu Sangita
            Sapna Seema Shilpa Shreya Smita Sonal Sonia Swati Tara Urmila Vandana Varsha Vidya
            """,
        surnames: """
            Patel Singh Kaur Sharma Shah Kumar Gill Sandhu Sidhu Dhillon Grewal Mistry Desai Mehta Joshi
            Parmar Chauhan Solanki Bains Sahota Johal Randhawa Dhaliwal Virk Uppal Bhogal Chana Dosanjh
            Hayer Kang Khaira Mann Nijjar Purewal Rai Sangha Sohal Thandi Aujla Atwal Bassi Basra Cheema
            Chahal Deol Dhesi Garcha Hothi Jagpal Jandu Kalsi Kandola Lall Matharu Nagra Ghuman Panesar
            Rana Rathod Reddy Rao Iyer Nair Menon Pillai Verma Gupta Agarwal Bose Das Dutta Ghosh Roy Sen
            Banerjee Chatterjee Mukherjee Fernandes Pereira Dsouza Thapa Gurung Rai Tamang Limbu Amin
            Bhatt Dave Gandhi Gohil Lad Modi Naik Pandya Raval Thakor Trivedi Vyas
            """
    )

    static let african = Lists(
        male: """
            Emmanuel Samuel Daniel David Michael Joseph John Kwame Kofi Kwaku Yaw Kojo Olu Tunde Femi
            Segun Wale Kunle Ade Babatunde Chidi Emeka Ikechukwu Chukwuemeka Obinna Uche Nnamdi Ifeanyi
            Tobi Dayo Gbenga Kayode Olamide Ayodele Tendai Tafadzwa Farai Blessing Prince Godfrey Isaac
            Abraham Moses Solomon Peter Paul Patrick Christian Jean Patrice Serge Didier Mamadou Ousmane
            Ibrahima Lamin Ebrima Abdoulaye Bakary Sekou Modou Alpha Kelvin Brian Dennis Collins Elvis
            Ernest Felix Francis Gideon Jude
            """,
        female: """
            Grace Mary Esther Ruth Blessing Mercy Comfort Patience Faith Joy Gloria Abena Akosua Ama Adwoa
            Efua Esi Yaa Afia Akua Folake Funmi Yetunde Bukola Bola Titilayo Ronke Sade Temitope Toyin
            Omolara Ngozi Chioma Amaka Adaeze Ifeoma Nkechi Chinwe Uju Tsitsi Rudo Chipo Nyasha Tendai
            Fatou Mariama Aminata Isatou Kadiatou Awa Binta Hawa Janet Florence Victoria Elizabeth
            Beatrice Agnes Charity Doris Eunice Josephine Rebecca Sarah Stella Vivian Winifred
            """,
        surnames: """
            Mensah Okafor Adeyemi Boateng Owusu Appiah Asante Osei Addo Agyeman Amoah Ansah Antwi Asare
            Baffour Bonsu Danso Darko Donkor Frimpong Gyamfi Kwarteng Nkrumah Ofori Opoku Oppong Quaye
            Sarpong Tetteh Yeboah Adebayo Adekunle Adeleke Adeniyi Adewale Afolabi Ajayi Akande Akinola
            Alabi Aluko Ayodele Balogun Bello Dada Fashola Idowu Ige Lawal Obi Odunsi Ogunleye Ojo Okeke
            Okeowo Okoli Okonkwo Okoro Okoye Oladipo Olaniyan Onyango Onuoha Orji Owolabi Oyelaran Salami
            Sanni Sowande Uche Udeh Umeh Moyo Ncube Ndlovu Sibanda Dube Nkosi Mpofu Nyathi Chikwanha
            Mutasa Banda Phiri Mwangi Kamau Otieno Diallo Bah Jallow Ceesay Touray Camara Conteh Kamara
            Koroma Sesay Bangura Kanu Turay Diop Ndiaye Fofana Traore Toure Mbeki Mukasa Okello Tesfaye
            Abebe
            """
    )

    static let european = Lists(
        male: """
            Piotr Krzysztof Andrzej Tomasz Pawel Marcin Michal Marek Grzegorz Jakub Adam Lukasz Mateusz
            Dawid Kamil Rafal Artur Robert Dariusz Mariusz Jacek Wojciech Sebastian Damian Adrian Ion
            Andrei Alexandru Mihai Florin Marius Ionut Cristian Daniel Gabriel Vasile Bogdan Catalin
            Stefan Nicolae Constantin Costel Radu Dumitru Gheorghe Tomas Mindaugas Darius Vytautas Andrius
            Arturas Janis Aleksandrs Ivan Dimitar Georgi Nikolay Jose Joao Carlos Paulo Miguel Luis
            Antonio Marco Giuseppe Antonio Arben Altin Erion Sean Patrick Brendan Declan Eoin Padraig Liam
            Kevin Ciaran Cathal Fergal Donal
            """,
        female: """
            Anna Katarzyna Agnieszka Malgorzata Monika Ewa Joanna Magdalena Karolina Aleksandra Natalia
            Paulina Sylwia Justyna Marta Beata Dorota Iwona Renata Elena Maria Ioana Andreea Alexandra
            Mihaela Cristina Daniela Gabriela Simona Alina Mirela Florentina Larisa Violeta Ruta Kristina
            Jurgita Rasa Egle Inga Lina Olga Svetlana Natalija Ana Carla Sofia Ines Giulia Francesca
            Chiara Siobhan Aoife Niamh Sinead Roisin Orla Ciara Grainne Deirdre Maeve
            """,
        surnames: """
            Nowak Kowalski Wisniewski Wojcik Kowalczyk Kaminski Lewandowski Zielinski Szymanski Wozniak
            Dabrowski Kozlowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski Nowakowski
            Pawlowski Michalski Adamczyk Dudek Zajac Wieczorek Jablonski Krol Majewski Olszewski Jaworski
            Wrobel Malinowski Pawlak Witkowski Walczak Stepien Gorski Rutkowski Michalak Sikora Ostrowski
            Baran Duda Popescu Popa Ionescu Pop Dumitru Stan Stoica Gheorghe Rusu Munteanu Matei Marin
            Tudor Ilie Lazar Radu Ciobanu Dinu Nistor Constantin Florea Kazlauskas Petrauskas Jankauskas
            Stankevicius Berzins Kalnins Ozols Ivanov Petrov Dimitrov Georgiev Silva Santos Ferreira Costa
            Oliveira Rodrigues Martins Sousa Fernandes Rossi Russo Ferrari Esposito Bianchi Hoxha Shehu
            Prifti Murphy Kelly O'Sullivan Walsh O'Brien Byrne Ryan O'Connor O'Neill O'Reilly Doyle
            McCarthy Gallagher Doherty Kennedy Lynch Murray Quinn Moore McLaughlin Ward Connors
            """
    )

    static let eastAsian = Lists(
        male: """
            Wei Ming Jun Hao Chen Lei Tao Yong Jie Bin Kai Hung Minh Tuan Duc Hai Long Nam Quang Son Thanh
            Van Viet Jason Kevin Tony Andy Ka Wai Chi Man Kin Yu Kwok Jose Mark John Ramon Angelo Carlo
            Paolo Hiroshi Kenji Jin Sung Min Thomas Eric Raymond Simon
            """,
        female: """
            Mei Li Ying Xiu Yan Jing Hui Fang Hong Lan Ling Na Ping Qing Thi Huong Linh Mai Hoa Nga Thuy
            Trang Anh Grace Amy Jenny Ka Wing Yee Man Suk Maria Rosa Cristina Angelica Joy Michelle
            Jennifer Yuki Sakura Ji Soo Eun Mi Karen Susan Lily
            """,
        surnames: """
            Chen Wong Li Wang Chan Zhang Liu Lin Huang Yang Lau Cheung Ng Ho Leung Lam Tang Yip Cheng
            Yeung Chow Tsang Kwok Fung Lo Mak Ma Xu Zhao Wu Zhou Sun Zheng Nguyen Tran Le Pham Hoang Phan
            Vu Vo Dang Bui Do Duong Ly Kim Park Choi Jung Kang Tanaka Suzuki Santos Reyes Cruz Bautista
            Garcia Mendoza Ramos Flores Gonzales Villanueva Dela-Cruz Aquino
            """
    )
}
