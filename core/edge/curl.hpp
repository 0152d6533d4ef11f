#pragma once

// The one place that includes curl. Private to core, and of core to the HTTP engine.
#include <curl/curl.h>

#include <memory>

namespace musiclink::curl {

struct easy_cleanup {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
using easy_handle = std::unique_ptr<CURL, easy_cleanup>;

struct multi_cleanup {
  void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};
using multi_handle = std::unique_ptr<CURLM, multi_cleanup>;

struct slist_cleanup {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using header_list = std::unique_ptr<curl_slist, slist_cleanup>;

struct url_cleanup {
  void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
};
using url_handle = std::unique_ptr<CURLU, url_cleanup>;

struct text_cleanup {
  void operator()(char* text) const noexcept { curl_free(text); }
};
using text = std::unique_ptr<char, text_cleanup>;

} // namespace musiclink::curl
