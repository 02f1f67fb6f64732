// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_TEST_SCHEMA_H_
#define HMMBENCH_ANALYSIS_TEST_SCHEMA_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace hmmbench {

// The part of JSON Schema that the suite's schemas use: type, required,
// properties, additionalProperties: false, items, enum, const, and $ref into
// $defs.
inline void CheckSchema(const nlohmann::json& value,
                        const nlohmann::json& schema,
                        const nlohmann::json& root, const std::string& where) {
  if (schema.contains("$ref")) {
    const std::string reference = schema["$ref"];
    CheckSchema(value,
                root.at(nlohmann::json::json_pointer(reference.substr(1))),
                root, where);
    return;
  }
  if (schema.contains("const")) {
    EXPECT_EQ(value, schema["const"]) << where;
  }
  if (schema.contains("enum")) {
    EXPECT_THAT(schema["enum"], testing::Contains(value)) << where;
  }
  if (schema.contains("type")) {
    const std::string type = schema["type"];
    const bool matches = (type == "object" && value.is_object()) ||
                         (type == "array" && value.is_array()) ||
                         (type == "string" && value.is_string()) ||
                         (type == "boolean" && value.is_boolean()) ||
                         (type == "integer" && value.is_number_integer()) ||
                         (type == "number" && value.is_number());
    EXPECT_TRUE(matches) << where << " is no " << type << ": " << value;
  }
  for (const nlohmann::json& name :
       schema.value("required", nlohmann::json::array())) {
    EXPECT_TRUE(value.contains(name.get<std::string>())) << where << name;
  }
  if (value.is_array() && schema.contains("items")) {
    for (const nlohmann::json& item : value) {
      CheckSchema(item, schema["items"], root, where + "[]");
    }
  }
  if (!value.is_object()) return;
  const nlohmann::json properties =
      schema.value("properties", nlohmann::json::object());
  for (const auto& [name, member] : value.items()) {
    const std::string there = where + "." + name;
    if (properties.contains(name)) {
      CheckSchema(member, properties[name], root, there);
    } else if (schema.contains("additionalProperties")) {
      const nlohmann::json& additional = schema["additionalProperties"];
      ASSERT_TRUE(additional.is_object()) << there << " is not in the schema";
      CheckSchema(member, additional, root, there);
    }
  }
}

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TEST_SCHEMA_H_
