"""Old and variant forms of kanji that the search key writes as one everyday form.

Each entry is the everyday form, a colon, and the forms that fold into it. Sources: the kangxi forms in the
official table of regular-use kanji (常用漢字表, 2010), the accepted older forms for names (人名用漢字), and
the variants that family registers and shop files mix most (髙 﨑 邊 齋 嶋 濵 𠮷).

Decisions beyond spelling: 齋 and 斎 (purify), 齊 and 斉 (equal) are two words, yet the Saitō family is
written with any of the four, so all fold to 斉; 嶋 嶌 嶹 fold to 島 and 嵜 碕 to 崎. 坂/阪, 堀/掘, 藤/籐
are different names and stay apart. Compatibility ideographs (the old 神, 塚 with a dot) are already folded
by NFKC.
"""

_ENTRIES = """
高:髙 崎:﨑嵜碕 浜:濱濵 辺:邊邉 斉:齊齋斎 沢:澤 島:嶋嶌嶹 広:廣 国:國 真:眞 桜:櫻 徳:德 吉:𠮷 富:冨 黒:黑
横:橫 恵:惠 寿:壽 竜:龍 滝:瀧 関:關 栄:榮 塩:鹽 柳:栁 桑:桒 曽:曾 蔵:藏 豊:豐 鉄:鐵鐡 万:萬 与:與 円:圓
宝:寶寳 実:實 学:學 単:單 伝:傳 県:縣 会:會 児:兒 来:來 条:條 楽:樂 渋:澁澀 焼:燒 瑶:瑤 禄:祿 穂:穗 総:總
緑:綠 縁:緣 聡:聰 芦:蘆 茎:莖 薫:薰 蛍:螢 覚:覺 読:讀 譲:讓 転:轉 遥:遙 静:靜 頼:賴 顕:顯 駅:驛 亀:龜 亘:亙
凛:凜 尭:堯 槙:槇 巌:巖 弥:彌 恒:恆 戸:戶 拝:拜 収:收 弁:辨辯瓣 巻:卷 勲:勳 厳:嚴 剣:劍劔劒釼 仮:假 仏:佛 価:價
壱:壹 奥:奧 嬢:孃 寛:寬 将:將 岳:嶽 峡:峽 峰:峯 帯:帶 庁:廳 応:應 徴:徵 悦:悅 慎:愼 揺:搖 数:數 晩:晚 暁:曉
暦:曆 桧:檜 歩:步 毎:每 気:氣 浄:淨 涙:淚 温:溫 満:滿 湾:灣 為:爲 画:畫 畳:疊 糸:絲 経:經 継:繼 続:續 絵:繪
縄:繩 舎:舍 舗:舖 艶:艷 荘:莊 虫:蟲 証:證 訳:譯 誉:譽 賛:贊 酔:醉 釈:釋 鋭:銳 録:錄 随:隨 隠:隱 雑:雜 霊:靈
青:靑 顔:顏 館:舘 騒:騷 験:驗 鶏:鷄 麦:麥 麹:麴 黄:黃 黙:默 齢:齡 歯:齒 薮:藪 篭:籠 郎:郞 参:參 双:雙 台:臺
圧:壓 変:變 声:聲 売:賣 壮:壯 専:專 対:對 尚:尙 届:屆 属:屬 当:當 従:從 恋:戀 懐:懷 戦:戰 挙:擧 挿:插 掲:揭
摂:攝 断:斷 旧:舊 昼:晝 枢:樞 桟:棧 検:檢 権:權 欧:歐 歓:歡 歴:歷 殻:殼 浅:淺 済:濟 渓:溪 灯:燈 炉:爐 点:點
状:狀 独:獨 瀬:瀨 献:獻 産:產 発:發 盗:盜 砿:礦 礼:禮 祷:禱 称:稱 穏:穩 粋:粹 繊:纖 聴:聽 脳:腦 芸:藝 薬:藥
号:號 装:裝 褒:襃 謡:謠 軽:輕 辞:辭 遅:遲 医:醫 釜:釡 銭:錢 鋳:鑄 閑:閒 険:險 余:餘 駆:驅 髪:髮 闘:鬪 麺:麵
亜:亞 剤:劑 労:勞 励:勵 勧:勸 区:區 巣:巢 即:卽 呉:吳 団:團 囲:圍 図:圖 娯:娛 廃:廢 弾:彈 径:徑 抜:拔 択:擇
担:擔 拠:據 拡:擴 栃:杤 様:樣 楼:樓 痩:瘦 稲:稻 秘:祕 触:觸 諌:諫 讃:讚 醤:醬 野:埜 体:體躰 党:黨 両:兩
乗:乘 争:爭 予:豫 倹:儉 処:處 効:效 勅:敕 厩:廐廏 叙:敍 唖:啞 営:營 嘱:囑 噛:嚙 土:圡 塁:壘 壌:壤 壷:壺
姫:姬 宮:宫 寝:寢 尽:盡 峨:峩 彦:彥 悩:惱 教:敎 既:旣 昂:昻 晋:晉 朗:朖 梅:楳 潜:潛 猟:獵 瓶:甁 秋:龝穐
窓:窗 竃:竈 篠:筱 紘:絋 緒:緖 橋:槗 船:舩 村:邨 昇:曻 宜:冝 珍:珎 萌:萠 郷:鄕鄉 鶴:靏靍 鴎:鷗 虎:乕 喜:㐂
涼:凉 多:夛 柏:栢 清:淸 淵:渕渊 祢:禰 並:竝 翠:翆 涛:濤 蒋:蔣 穣:穰 熙:煕凞 枡:桝 鎮:鎭 迩:邇
"""

OLD_FORMS: dict[str, str] = {
    old: everyday for everyday, _, olds in (entry.partition(":") for entry in _ENTRIES.split()) for old in olds
}
